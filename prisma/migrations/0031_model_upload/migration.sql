-- Model files from elsewhere, by the project that they were sent to: a run may measure only what its own project was given.
CREATE TABLE "model_upload" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "content_hash" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "described" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_upload_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "model_upload_project_id_content_hash_key" ON "model_upload"("project_id", "content_hash");
