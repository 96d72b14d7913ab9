-- What a shop tells: logs, sources, mappings, batches, partitions, versions, expectations.
-- CreateTable
CREATE TABLE "event_log" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "currency" CHAR(3) NOT NULL,
    "time_zone" TEXT NOT NULL,
    "rules" JSONB NOT NULL,
    "archived_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_source" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "log_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "secret" BYTEA,
    "cursor" JSONB,
    "write_key" TEXT,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "archived_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_mapping_version" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "mapping" JSONB NOT NULL,
    "loss" JSONB,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_mapping_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_batch" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "log_id" UUID NOT NULL,
    "source_id" UUID NOT NULL,
    "mapping_id" UUID,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "origin" TEXT NOT NULL,
    "files" JSONB NOT NULL,
    "bytes" BIGINT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "arrived_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "counts" JSONB,
    "warnings" JSONB,
    "rejected_path" TEXT,
    "version_id" UUID,
    "progress" JSONB,
    "error" JSONB,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "event_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_partition" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "log_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "rows" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "event_from" TIMESTAMPTZ(6) NOT NULL,
    "event_to" TIMESTAMPTZ(6) NOT NULL,
    "known_from" TIMESTAMPTZ(6) NOT NULL,
    "known_to" TIMESTAMPTZ(6) NOT NULL,
    "stats" JSONB NOT NULL,
    "batch_id" UUID,
    "added_in" INTEGER NOT NULL,
    "removed_in" INTEGER,

    CONSTRAINT "event_partition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_log_version" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "log_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "cause" TEXT NOT NULL,
    "batch_id" UUID,
    "content_hash" TEXT NOT NULL,
    "superseded_hash" TEXT,
    "link_hash" TEXT,
    "rules" JSONB NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "counts" JSONB NOT NULL,
    "rows" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_log_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_expectation" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "log_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "rule" JSONB NOT NULL,
    "severity" TEXT NOT NULL DEFAULT 'warning',
    "archived_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_expectation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_expectation_result" (
    "expectation_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "passed" BOOLEAN NOT NULL,
    "observed" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_expectation_result_pkey" PRIMARY KEY ("expectation_id","version_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "event_log_project_id_name_key" ON "event_log"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "event_source_write_key_key" ON "event_source"("write_key");

-- CreateIndex
CREATE INDEX "event_source_project_id_idx" ON "event_source"("project_id");

-- CreateIndex
CREATE UNIQUE INDEX "event_source_log_id_name_key" ON "event_source"("log_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "event_mapping_version_source_id_number_key" ON "event_mapping_version"("source_id", "number");

-- CreateIndex
CREATE INDEX "event_batch_project_id_created_at_idx" ON "event_batch"("project_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "event_batch_log_id_number_key" ON "event_batch"("log_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "event_batch_source_id_content_hash_key" ON "event_batch"("source_id", "content_hash");

-- CreateIndex
CREATE INDEX "event_partition_log_id_added_in_idx" ON "event_partition"("log_id", "added_in");

-- CreateIndex
CREATE UNIQUE INDEX "event_partition_log_id_kind_content_hash_added_in_key" ON "event_partition"("log_id", "kind", "content_hash", "added_in");

-- CreateIndex
CREATE UNIQUE INDEX "event_log_version_log_id_number_key" ON "event_log_version"("log_id", "number");

-- CreateIndex
CREATE INDEX "event_expectation_log_id_idx" ON "event_expectation"("log_id");

-- CreateIndex
CREATE INDEX "event_expectation_result_version_id_idx" ON "event_expectation_result"("version_id");

-- AddForeignKey
ALTER TABLE "event_source" ADD CONSTRAINT "event_source_log_id_fkey" FOREIGN KEY ("log_id") REFERENCES "event_log"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_mapping_version" ADD CONSTRAINT "event_mapping_version_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "event_source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_batch" ADD CONSTRAINT "event_batch_log_id_fkey" FOREIGN KEY ("log_id") REFERENCES "event_log"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_batch" ADD CONSTRAINT "event_batch_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "event_source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_batch" ADD CONSTRAINT "event_batch_mapping_id_fkey" FOREIGN KEY ("mapping_id") REFERENCES "event_mapping_version"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_partition" ADD CONSTRAINT "event_partition_log_id_fkey" FOREIGN KEY ("log_id") REFERENCES "event_log"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_log_version" ADD CONSTRAINT "event_log_version_log_id_fkey" FOREIGN KEY ("log_id") REFERENCES "event_log"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_expectation" ADD CONSTRAINT "event_expectation_log_id_fkey" FOREIGN KEY ("log_id") REFERENCES "event_log"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_expectation_result" ADD CONSTRAINT "event_expectation_result_expectation_id_fkey" FOREIGN KEY ("expectation_id") REFERENCES "event_expectation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_expectation_result" ADD CONSTRAINT "event_expectation_result_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "event_log_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TRIGGER event_mapping_version_append_only BEFORE UPDATE OR DELETE ON "event_mapping_version" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_log_version_immutable BEFORE UPDATE OR DELETE ON "event_log_version" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER event_expectation_result_append_only BEFORE UPDATE OR DELETE ON "event_expectation_result" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A partition keeps its content: only its end may be set, once.
CREATE FUNCTION refuse_event_partition_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.removed_in IS NOT NULL OR (NEW.log_id, NEW.kind, NEW.content_hash, NEW.rows, NEW.added_in, NEW.stats) IS DISTINCT FROM (OLD.log_id, OLD.kind, OLD.content_hash, OLD.rows, OLD.added_in, OLD.stats) THEN
    RAISE EXCEPTION 'event partition % is immutable', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER event_partition_immutable BEFORE UPDATE ON "event_partition" FOR EACH ROW EXECUTE FUNCTION refuse_event_partition_change();
