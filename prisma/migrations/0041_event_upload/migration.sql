-- Files on their way into a source, and what a mapping was shown to make of them.
-- CreateTable
CREATE TABLE "event_upload" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "content_hash" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_upload_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_preview" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "log_id" UUID NOT NULL,
    "upload_ids" UUID[],
    "mapping" JSONB NOT NULL,
    "result" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_preview_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "event_upload_project_id_created_at_idx" ON "event_upload"("project_id", "created_at");

-- CreateIndex
CREATE INDEX "event_preview_project_id_created_at_idx" ON "event_preview"("project_id", "created_at");
