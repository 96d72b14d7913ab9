-- What the leak attacks on a run's training table found, and who answers for a finding.
-- AlterTable
ALTER TABLE "run" ADD COLUMN     "leak_report" JSONB;

-- CreateTable
CREATE TABLE "leak_acceptance" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "finding_key" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "accepted_by" TEXT NOT NULL,
    "accepted_by_name" TEXT NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "leak_acceptance_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "leak_acceptance_run_id_finding_key_key" ON "leak_acceptance"("run_id", "finding_key");

-- AddForeignKey
ALTER TABLE "leak_acceptance" ADD CONSTRAINT "leak_acceptance_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
