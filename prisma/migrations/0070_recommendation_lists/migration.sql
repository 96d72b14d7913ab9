-- What was shown, how likely it was, and what came of it; the rules and the catalogue that lists are made by.
-- CreateTable
CREATE TABLE "recommendation_rule_set" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "model_id" UUID NOT NULL,
    "placement" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "recommendation_rule_set_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recommendation_list" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "model_id" UUID NOT NULL,
    "model_version_id" UUID NOT NULL,
    "alias" TEXT,
    "placement" TEXT NOT NULL,
    "customer_key" TEXT,
    "request" JSONB NOT NULL,
    "rules" JSONB NOT NULL,
    "fallback" TEXT NOT NULL,
    "items" TEXT[],
    "probabilities" DOUBLE PRECISION[],
    "explored_position" INTEGER,
    "latency_ms" DOUBLE PRECISION NOT NULL,
    "actor_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "recommendation_list_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recommendation_feedback" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "list_id" UUID NOT NULL,
    "item" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "known_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" TEXT NOT NULL,

    CONSTRAINT "recommendation_feedback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalogue_item" (
    "project_id" UUID NOT NULL,
    "item" TEXT NOT NULL,
    "name" TEXT,
    "category" TEXT,
    "price" DOUBLE PRECISION,
    "margin" DOUBLE PRECISION,
    "stock" DOUBLE PRECISION,
    "promoted" BOOLEAN NOT NULL DEFAULT false,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "catalogue_item_pkey" PRIMARY KEY ("project_id","item")
);

-- CreateTable
CREATE TABLE "catalogue_state" (
    "project_id" UUID NOT NULL,
    "epoch" INTEGER NOT NULL,

    CONSTRAINT "catalogue_state_pkey" PRIMARY KEY ("project_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "recommendation_rule_set_model_id_placement_number_key" ON "recommendation_rule_set"("model_id", "placement", "number");

-- CreateIndex
CREATE INDEX "recommendation_list_model_id_created_at_idx" ON "recommendation_list"("model_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "recommendation_list_project_id_customer_key_created_at_idx" ON "recommendation_list"("project_id", "customer_key", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "recommendation_feedback_list_id_item_kind_key" ON "recommendation_feedback"("list_id", "item", "kind");

-- AddForeignKey
ALTER TABLE "recommendation_rule_set" ADD CONSTRAINT "recommendation_rule_set_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recommendation_feedback" ADD CONSTRAINT "recommendation_feedback_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "recommendation_list"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A list and a rule set stay as they were: a policy is judged by what was shown, not by what is remembered of it.
CREATE TRIGGER recommendation_rule_set_append_only BEFORE UPDATE OR DELETE ON "recommendation_rule_set" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER recommendation_list_immutable BEFORE UPDATE ON "recommendation_list" FOR EACH ROW EXECUTE FUNCTION refuse_change();
