CREATE TABLE "demur"."remembered_count" (
	"question" text NOT NULL,
	"position" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"certain" bigint NOT NULL,
	"erasures" bigint NOT NULL,
	"counts" jsonb NOT NULL,
	"counted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "remembered_count_question_position_at_pk" PRIMARY KEY("question","position","at")
);
--> statement-breakpoint
CREATE INDEX "remembered_count_age" ON "demur"."remembered_count" USING btree ("counted_at");--> statement-breakpoint
CREATE INDEX "notice_served_effective" ON "demur"."notice_served" USING btree ("effective_at");