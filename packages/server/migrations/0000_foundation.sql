CREATE SCHEMA IF NOT EXISTS "demur";
--> statement-breakpoint
CREATE TYPE "demur"."content_kind" AS ENUM('PROFILE', 'PROFILE_CONTACT', 'RECOMMENDATION', 'POST', 'ARTICLE', 'COMMENT', 'POLL_RESPONSE', 'PHOTO', 'VIDEO', 'GROUP_POST', 'GROUP_MESSAGE', 'AI_PROMPT', 'AI_OUTPUT', 'FEEDBACK', 'SAVED_RESUME', 'SAVED_SCREENING_ANSWER', 'AD_ENGAGEMENT', 'JOB_POSTING', 'LEARNING_VIDEO', 'PAGE_DATA', 'PRIVATE_MESSAGE', 'CREDENTIAL', 'PAYMENT_DETAIL', 'SALARY', 'APPLICATION_ANSWER');--> statement-breakpoint
CREATE TYPE "demur"."subject_role" AS ENUM('AUTHOR', 'CO_AUTHOR', 'MENTIONED', 'TAGGED', 'RECOMMENDED');--> statement-breakpoint
CREATE TYPE "demur"."visibility" AS ENUM('PUBLIC', 'MEMBERS', 'CONNECTIONS', 'PRIVATE');--> statement-breakpoint
CREATE TYPE "demur"."account_status_type" AS ENUM('ACTIVE', 'CLOSED', 'ERASED', 'MEMORIALISED');--> statement-breakpoint
CREATE TYPE "demur"."choice_act" AS ENUM('OBJECT', 'WITHDRAW_OBJECTION', 'CONSENT', 'WITHDRAW_CONSENT');--> statement-breakpoint
CREATE TABLE "demur"."checkpoint" (
	"size" bigint PRIMARY KEY NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "checkpoint_root" CHECK (octet_length("demur"."checkpoint"."root") = 32)
);
--> statement-breakpoint
CREATE TABLE "demur"."checkpoint_key" (
	"verifier" text PRIMARY KEY NOT NULL,
	"first_size" bigint NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "demur"."development_key" (
	"singleton" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"pem" text NOT NULL,
	CONSTRAINT "development_key_singleton" CHECK ("demur"."development_key"."singleton")
);
--> statement-breakpoint
CREATE TABLE "demur"."consumer_acknowledgement" (
	"consumer" text COLLATE "C" NOT NULL,
	"position" bigint NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"through" bigint NOT NULL,
	CONSTRAINT "consumer_acknowledgement_consumer_position_pk" PRIMARY KEY("consumer","position")
);
--> statement-breakpoint
CREATE TABLE "demur"."consumer_cursor" (
	"consumer" text COLLATE "C" PRIMARY KEY NOT NULL,
	"acknowledged" bigint NOT NULL,
	"acknowledged_at" timestamp (3) with time zone NOT NULL,
	"head" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "demur"."consumer_registration" (
	"position" bigint PRIMARY KEY NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"consumer" text COLLATE "C" NOT NULL,
	"title" text,
	"subject" text,
	"data_uses" jsonb,
	"settings" jsonb,
	"deregistered" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "demur"."content_change" (
	"item_id" bigint NOT NULL,
	"position" bigint NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"kind" "demur"."content_kind",
	"visibility" "demur"."visibility",
	"sensitive_source" boolean,
	"deleted" boolean NOT NULL,
	CONSTRAINT "content_change_item_id_position_pk" PRIMARY KEY("item_id","position")
);
--> statement-breakpoint
CREATE TABLE "demur"."content_item" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "demur"."content_item_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"position" bigint NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"author_id" bigint,
	"kind" "demur"."content_kind" NOT NULL,
	"visibility" "demur"."visibility" NOT NULL,
	"sensitive_source" boolean NOT NULL,
	"cell" smallint NOT NULL,
	"key" text COLLATE "C" NOT NULL,
	CONSTRAINT "content_item_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "demur"."content_subject" (
	"item_id" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"member_id" bigint NOT NULL,
	"role" "demur"."subject_role" NOT NULL,
	CONSTRAINT "content_subject_item_id_ordinal_pk" PRIMARY KEY("item_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "demur"."imported_file" (
	"digest" text PRIMARY KEY NOT NULL,
	"first_position" bigint NOT NULL,
	"last_position" bigint NOT NULL,
	"imported_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "demur"."ledger_entry" (
	"position" bigint PRIMARY KEY NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"type" text NOT NULL,
	"commitment" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"salt" "bytea",
	"subject_salts" jsonb,
	"effective_at" timestamp (3) with time zone,
	"actor" text,
	"channel" text,
	"idempotency_key" text COLLATE "C",
	"member" text COLLATE "C",
	"item" text COLLATE "C",
	"body" jsonb,
	CONSTRAINT "ledger_entry_position" CHECK ("demur"."ledger_entry"."position" > 0),
	CONSTRAINT "ledger_entry_effective" CHECK ("demur"."ledger_entry"."effective_at" <= "demur"."ledger_entry"."recorded_at"),
	CONSTRAINT "ledger_entry_hashes" CHECK (octet_length("demur"."ledger_entry"."commitment") = 32 AND octet_length("demur"."ledger_entry"."hash") = 32),
	CONSTRAINT "ledger_entry_whole_or_erased" CHECK (num_nulls("demur"."ledger_entry"."salt", "demur"."ledger_entry"."effective_at", "demur"."ledger_entry"."actor", "demur"."ledger_entry"."body") = 0
        OR num_nonnulls("demur"."ledger_entry"."salt", "demur"."ledger_entry"."subject_salts", "demur"."ledger_entry"."effective_at", "demur"."ledger_entry"."actor", "demur"."ledger_entry"."channel",
          "demur"."ledger_entry"."idempotency_key", "demur"."ledger_entry"."member", "demur"."ledger_entry"."item", "demur"."ledger_entry"."body") = 0)
);
--> statement-breakpoint
CREATE TABLE "demur"."ledger_head" (
	"singleton" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"position" bigint NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "ledger_head_singleton" CHECK ("demur"."ledger_head"."singleton")
);
--> statement-breakpoint
CREATE TABLE "demur"."ledger_tile" (
	"level" integer NOT NULL,
	"index" bigint NOT NULL,
	"hashes" "bytea" NOT NULL,
	CONSTRAINT "ledger_tile_level_index_pk" PRIMARY KEY("level","index"),
	CONSTRAINT "ledger_tile_width" CHECK (octet_length("demur"."ledger_tile"."hashes") BETWEEN 32 AND 8192)
);
--> statement-breakpoint
CREATE TABLE "demur"."rulebook" (
	"position" bigint PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"digest" text NOT NULL,
	"document" jsonb NOT NULL,
	"approved_by" jsonb
);
--> statement-breakpoint
CREATE TABLE "demur"."account_status" (
	"member_id" bigint NOT NULL,
	"position" bigint NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"status" "demur"."account_status_type" NOT NULL,
	CONSTRAINT "account_status_member_id_position_pk" PRIMARY KEY("member_id","position")
);
--> statement-breakpoint
CREATE TABLE "demur"."age_signal" (
	"member_id" bigint NOT NULL,
	"position" bigint NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"believed_minor" boolean NOT NULL,
	CONSTRAINT "age_signal_member_id_position_pk" PRIMARY KEY("member_id","position")
);
--> statement-breakpoint
CREATE TABLE "demur"."birth_date" (
	"member_id" bigint NOT NULL,
	"position" bigint NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"birth_date" date NOT NULL,
	"verified" boolean NOT NULL,
	CONSTRAINT "birth_date_member_id_position_pk" PRIMARY KEY("member_id","position")
);
--> statement-breakpoint
CREATE TABLE "demur"."choice_event" (
	"member_id" bigint NOT NULL,
	"position" bigint NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"setting" text NOT NULL,
	"act" "demur"."choice_act" NOT NULL,
	CONSTRAINT "choice_event_member_id_position_pk" PRIMARY KEY("member_id","position")
);
--> statement-breakpoint
CREATE TABLE "demur"."member" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "demur"."member_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text COLLATE "C" NOT NULL,
	"position" bigint,
	"effective_at" timestamp (3) with time zone,
	CONSTRAINT "member_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "demur"."notice_served" (
	"member_id" bigint NOT NULL,
	"position" bigint NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"notice" text NOT NULL,
	"version" text NOT NULL,
	CONSTRAINT "notice_served_member_id_position_pk" PRIMARY KEY("member_id","position")
);
--> statement-breakpoint
CREATE TABLE "demur"."residence" (
	"member_id" bigint NOT NULL,
	"position" bigint NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"country" text,
	"subdivision" text,
	CONSTRAINT "residence_member_id_position_pk" PRIMARY KEY("member_id","position")
);
--> statement-breakpoint
CREATE TABLE "demur"."rulebook_approval" (
	"proposal_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"approved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "rulebook_approval_proposal_id_subject_pk" PRIMARY KEY("proposal_id","subject")
);
--> statement-breakpoint
CREATE TABLE "demur"."rulebook_proposal" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"version" text NOT NULL,
	"digest" text NOT NULL,
	"document" jsonb NOT NULL,
	"base_position" bigint NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"note" text,
	"approvals_needed" integer NOT NULL,
	"status" text NOT NULL,
	"closed_by" text,
	"closed_at" timestamp (3) with time zone,
	"closed_note" text,
	"published_position" bigint
);
--> statement-breakpoint
CREATE TABLE "demur"."run" (
	"key" text COLLATE "C" PRIMARY KEY NOT NULL,
	"opened_position" bigint NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"data_use" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"as_known_at" bigint NOT NULL,
	"description" text,
	"status" text NOT NULL,
	"closed_position" bigint,
	"closed_at" timestamp (3) with time zone,
	"item_count" bigint,
	"manifest_digest" text,
	"manifest_items" bigint,
	"late_item_count" bigint,
	CONSTRAINT "run_opened_position_unique" UNIQUE("opened_position")
);
--> statement-breakpoint
CREATE TABLE "demur"."run_chunk" (
	"run" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"first_item" bigint NOT NULL,
	"item_count" integer NOT NULL,
	"digest" text NOT NULL,
	CONSTRAINT "run_chunk_run_ordinal_pk" PRIMARY KEY("run","ordinal")
);
--> statement-breakpoint
CREATE TABLE "demur"."run_item" (
	"run" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	"item" bigint NOT NULL,
	CONSTRAINT "run_item_run_ordinal_pk" PRIMARY KEY("run","ordinal")
);
--> statement-breakpoint
CREATE TABLE "demur"."run_late_item" (
	"run" bigint NOT NULL,
	"ordinal" integer NOT NULL,
	CONSTRAINT "run_late_item_run_ordinal_pk" PRIMARY KEY("run","ordinal")
);
--> statement-breakpoint
CREATE TABLE "demur"."webhook" (
	"key" text COLLATE "C" PRIMARY KEY NOT NULL,
	"url" text NOT NULL,
	"types" jsonb,
	"settings" jsonb,
	"consumer" text COLLATE "C",
	"secrets" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"disabled_reason" text,
	"position" bigint NOT NULL,
	"failures" integer NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"next_attempt_at" timestamp (3) with time zone NOT NULL,
	"delivered_at" timestamp (3) with time zone,
	"attempts" bigint NOT NULL,
	"lease" text,
	"lease_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "demur"."webhook_attempt" (
	"webhook" text COLLATE "C" NOT NULL,
	"slot" integer NOT NULL,
	"number" bigint NOT NULL,
	"position" bigint,
	"at" timestamp (3) with time zone NOT NULL,
	"status" integer,
	"error" text,
	"took" integer NOT NULL,
	CONSTRAINT "webhook_attempt_webhook_slot_pk" PRIMARY KEY("webhook","slot")
);
--> statement-breakpoint
CREATE INDEX "consumer_acknowledgement_through" ON "demur"."consumer_acknowledgement" USING btree ("consumer","through");--> statement-breakpoint
CREATE INDEX "content_item_author" ON "demur"."content_item" USING btree ("author_id","key");--> statement-breakpoint
CREATE INDEX "content_subject_member" ON "demur"."content_subject" USING btree ("member_id");--> statement-breakpoint
CREATE INDEX "ledger_entry_member" ON "demur"."ledger_entry" USING btree ("member","position") WHERE "demur"."ledger_entry"."member" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "ledger_entry_idempotency" ON "demur"."ledger_entry" USING btree ("member","idempotency_key") WHERE "demur"."ledger_entry"."idempotency_key" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "ledger_entry_pseudonym" ON "demur"."ledger_entry" USING btree (("body" ->> 'pseudonym')) WHERE "demur"."ledger_entry"."type" = 'MemberErased';--> statement-breakpoint
CREATE INDEX "choice_event_setting" ON "demur"."choice_event" USING btree ("setting","position");--> statement-breakpoint
CREATE INDEX "run_item_item" ON "demur"."run_item" USING btree ("item");--> statement-breakpoint
CREATE INDEX "webhook_due" ON "demur"."webhook" USING btree ("status","next_attempt_at");