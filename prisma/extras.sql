
-- What Prisma's schema language cannot say.

-- Append-only facts: nobody rewrites history, not even the application.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON "audit_entry" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON "audit_entry" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER model_version_immutable BEFORE UPDATE OR DELETE ON "model_version" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER alias_event_append_only BEFORE UPDATE OR DELETE ON "alias_event" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER promotion_append_only BEFORE UPDATE OR DELETE ON "promotion" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A ready version of a dataset never changes its content.
CREATE FUNCTION refuse_dataset_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'ready' AND (NEW.content_hash, NEW.number, NEW.dataset_id, NEW.table_path, NEW.row_count, NEW.state) IS DISTINCT FROM (OLD.content_hash, OLD.number, OLD.dataset_id, OLD.table_path, OLD.row_count, OLD.state) THEN
    RAISE EXCEPTION 'dataset version % is ready and immutable', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER dataset_version_immutable BEFORE UPDATE ON "dataset_version" FOR EACH ROW EXECUTE FUNCTION refuse_dataset_version_change();

-- A rewritten metric point (newer fence) must be seen again by streams that resume after the last seq.
CREATE FUNCTION bump_metric_point_seq() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.seq := nextval(pg_get_serial_sequence('metric_point', 'seq'));
  RETURN NEW;
END $$;
CREATE TRIGGER metric_point_seq BEFORE UPDATE ON "metric_point" FOR EACH ROW EXECUTE FUNCTION bump_metric_point_seq();

CREATE INDEX run_tags_idx ON "run" USING gin ("tags");
CREATE INDEX run_params_idx ON "run" USING gin ("params" jsonb_path_ops);
