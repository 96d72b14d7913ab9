-- A search under a budget, the runs that are its trials, and how each stood at the rungs it came to.
-- AlterTable
ALTER TABLE "run" ADD COLUMN     "ending" JSONB;

-- CreateTable
CREATE TABLE "search" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "experiment_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "family_id" TEXT NOT NULL,
    "dataset_version_id" UUID NOT NULL,
    "role_set_id" UUID NOT NULL,
    "spec" JSONB NOT NULL,
    "objective" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "curve" TEXT,
    "curve_better" TEXT,
    "budget" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "end_reason" TEXT,
    "error" JSONB,
    "active_from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "minutes_before" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "code_version" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "search_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "search_trial" (
    "run_id" UUID NOT NULL,
    "search_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "values" JSONB NOT NULL,
    "proposed_by" TEXT NOT NULL,

    CONSTRAINT "search_trial_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "search_rung" (
    "run_id" UUID NOT NULL,
    "search_id" UUID NOT NULL,
    "rung" INTEGER NOT NULL,
    "at" INTEGER NOT NULL,
    "structure" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "rank" INTEGER NOT NULL,
    "of" INTEGER NOT NULL,
    "kept" BOOLEAN NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "search_rung_pkey" PRIMARY KEY ("run_id","rung")
);

-- CreateIndex
CREATE UNIQUE INDEX "search_group_id_key" ON "search"("group_id");

-- CreateIndex
CREATE INDEX "search_project_id_created_at_idx" ON "search"("project_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "search_state_idx" ON "search"("state");

-- CreateIndex
CREATE UNIQUE INDEX "search_trial_search_id_number_key" ON "search_trial"("search_id", "number");

-- CreateIndex
CREATE INDEX "search_rung_search_id_rung_idx" ON "search_rung"("search_id", "rung");

-- AddForeignKey
ALTER TABLE "search" ADD CONSTRAINT "search_experiment_id_fkey" FOREIGN KEY ("experiment_id") REFERENCES "experiment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "search" ADD CONSTRAINT "search_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "run_group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "search_trial" ADD CONSTRAINT "search_trial_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "search_trial" ADD CONSTRAINT "search_trial_search_id_fkey" FOREIGN KEY ("search_id") REFERENCES "search"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "search_rung" ADD CONSTRAINT "search_rung_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a trial was given and how it stood is not rewritten afterwards.
CREATE TRIGGER search_trial_immutable BEFORE UPDATE ON "search_trial" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER search_rung_immutable BEFORE UPDATE ON "search_rung" FOR EACH ROW EXECUTE FUNCTION refuse_change();
