-- Attempts whose worker died with them: they say less about the run than those that died alone, so they have a limit of their own.
-- AlterTable
ALTER TABLE "run" ADD COLUMN     "lost_attempts" INTEGER NOT NULL DEFAULT 0;
