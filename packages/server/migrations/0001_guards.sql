-- What the table definitions cannot say: the ledger is append-only for everybody, and the role that serves requests
-- has no right to change it.

CREATE FUNCTION demur.ms(timestamptz) RETURNS double precision
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (extract(epoch FROM $1) * 1000)::double precision;
--> statement-breakpoint
COMMENT ON FUNCTION demur.ms IS 'An instant in milliseconds since 1970, as the rules count.';
--> statement-breakpoint
INSERT INTO demur.ledger_head (singleton, position, recorded_at) VALUES (true, 0, '1970-01-01T00:00:00Z');
--> statement-breakpoint
CREATE FUNCTION demur.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON demur.ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION demur.refuse_change();
--> statement-breakpoint
-- ALWAYS: a session that calls itself a replica is refused too.
ALTER TABLE demur.ledger_entry ENABLE ALWAYS TRIGGER append_only;
--> statement-breakpoint
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON demur.ledger_head
  FOR EACH STATEMENT EXECUTE FUNCTION demur.refuse_change();
--> statement-breakpoint
ALTER TABLE demur.ledger_head ENABLE ALWAYS TRIGGER never_removed;
--> statement-breakpoint
CREATE FUNCTION demur.refuse_retreat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.position < OLD.position OR NEW.recorded_at < OLD.recorded_at THEN
    RAISE EXCEPTION 'the head of the ledger never goes back' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER never_back BEFORE UPDATE ON demur.ledger_head
  FOR EACH ROW EXECUTE FUNCTION demur.refuse_retreat();
--> statement-breakpoint
ALTER TABLE demur.ledger_head ENABLE ALWAYS TRIGGER never_back;
--> statement-breakpoint
-- Creates the serving role where that is allowed, and gives it its rights; run again after every migration.
-- False where the role could not be had: then the triggers alone protect the ledger.
CREATE FUNCTION demur.grant_serving_rights() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'demur_server') THEN
    BEGIN
      CREATE ROLE demur_server NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END IF;
  -- From version 16 on, whoever creates a role is its member without the right to take it.
  IF NOT pg_has_role(CURRENT_USER, 'demur_server',
                     CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) THEN
    GRANT demur_server TO CURRENT_USER;
  END IF;
  GRANT USAGE ON SCHEMA demur TO demur_server;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA demur TO demur_server;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA demur TO demur_server;
  REVOKE UPDATE, DELETE ON demur.ledger_entry FROM demur_server;
  REVOKE INSERT, DELETE ON demur.ledger_head FROM demur_server;
  REVOKE INSERT, UPDATE, DELETE ON demur.migration FROM demur_server;
  RETURN true;
EXCEPTION WHEN insufficient_privilege THEN
  RETURN false;
END
$$;
