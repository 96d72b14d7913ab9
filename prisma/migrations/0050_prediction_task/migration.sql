-- Prediction tasks and features that are declared, and the training tables that were made of them.
-- CreateTable
CREATE TABLE "prediction_task" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "log_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "archived_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "prediction_task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prediction_task_version" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "spec" JSONB NOT NULL,
    "content_hash" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "prediction_task_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feature_version" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "entity" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "definition_hash" TEXT NOT NULL,
    "lineage" TEXT[],
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "feature_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feature_set" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "archived_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "feature_set_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feature_set_version" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "set_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "time_zone" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "feature_set_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feature_set_member" (
    "set_version_id" UUID NOT NULL,
    "feature_version_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "feature_set_member_pkey" PRIMARY KEY ("set_version_id","position")
);

-- CreateTable
CREATE TABLE "training_table" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "task_version_id" UUID NOT NULL,
    "set_version_id" UUID NOT NULL,
    "log_version_id" UUID NOT NULL,
    "content_key" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "progress" JSONB,
    "dataset_version_id" UUID,
    "report" JSONB,
    "error" JSONB,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "training_table_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "prediction_task_project_id_name_key" ON "prediction_task"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "prediction_task_version_task_id_number_key" ON "prediction_task_version"("task_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "feature_version_project_id_entity_name_number_key" ON "feature_version"("project_id", "entity", "name", "number");

-- CreateIndex
CREATE UNIQUE INDEX "feature_set_project_id_name_key" ON "feature_set"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "feature_set_version_set_id_number_key" ON "feature_set_version"("set_id", "number");

-- CreateIndex
CREATE INDEX "feature_set_member_feature_version_id_idx" ON "feature_set_member"("feature_version_id");

-- CreateIndex
CREATE INDEX "training_table_project_id_created_at_idx" ON "training_table"("project_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "training_table_dataset_version_id_idx" ON "training_table"("dataset_version_id");

-- CreateIndex
CREATE UNIQUE INDEX "training_table_project_id_content_key_key" ON "training_table"("project_id", "content_key");

-- AddForeignKey
ALTER TABLE "prediction_task" ADD CONSTRAINT "prediction_task_log_id_fkey" FOREIGN KEY ("log_id") REFERENCES "event_log"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prediction_task_version" ADD CONSTRAINT "prediction_task_version_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "prediction_task"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feature_set_version" ADD CONSTRAINT "feature_set_version_set_id_fkey" FOREIGN KEY ("set_id") REFERENCES "feature_set"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feature_set_member" ADD CONSTRAINT "feature_set_member_set_version_id_fkey" FOREIGN KEY ("set_version_id") REFERENCES "feature_set_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feature_set_member" ADD CONSTRAINT "feature_set_member_feature_version_id_fkey" FOREIGN KEY ("feature_version_id") REFERENCES "feature_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "training_table" ADD CONSTRAINT "training_table_task_version_id_fkey" FOREIGN KEY ("task_version_id") REFERENCES "prediction_task_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "training_table" ADD CONSTRAINT "training_table_set_version_id_fkey" FOREIGN KEY ("set_version_id") REFERENCES "feature_set_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "training_table" ADD CONSTRAINT "training_table_log_version_id_fkey" FOREIGN KEY ("log_version_id") REFERENCES "event_log_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was declared is not rewritten: a change is a new version.
CREATE TRIGGER prediction_task_version_immutable BEFORE UPDATE ON "prediction_task_version" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER feature_version_immutable BEFORE UPDATE ON "feature_version" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER feature_set_version_immutable BEFORE UPDATE ON "feature_set_version" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER feature_set_member_immutable BEFORE UPDATE ON "feature_set_member" FOR EACH ROW EXECUTE FUNCTION refuse_change();
