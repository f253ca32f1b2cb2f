-- What the table definitions cannot say: the ledger is append-only for everybody, and the role that serves requests
-- has no right to change it.

-- STABLE, as date_part is: declared otherwise it is not inlined, and a call costs seventeen times as much.
CREATE FUNCTION demur.ms(timestamptz) RETURNS double precision
  LANGUAGE sql STABLE STRICT PARALLEL SAFE
  RETURN round(date_part('epoch', $1) * 1000);
--> statement-breakpoint
COMMENT ON FUNCTION demur.ms IS 'An instant in milliseconds since 1970, as the rules count.';
--> statement-breakpoint
INSERT INTO demur.ledger_head (singleton, position, recorded_at, hash)
  VALUES (true, 0, '1970-01-01T00:00:00Z', decode(repeat('00', 32), 'hex'));
--> statement-breakpoint
CREATE FUNCTION demur.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON demur.ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION demur.refuse_change();
--> statement-breakpoint
-- ALWAYS: a session that calls itself a replica is refused too.
ALTER TABLE demur.ledger_entry ENABLE ALWAYS TRIGGER append_only;
--> statement-breakpoint
-- What an item's entry says without one of the people in it. The salted hash of the key takes its place, so that the
-- entry still fits its commitment, which covers these hashes and not the keys.
CREATE FUNCTION demur.without_person(body jsonb, subject_salts jsonb, person text) RETURNS jsonb
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN jsonb_set(body, '{subjects}', (
    SELECT jsonb_agg(
      CASE WHEN s ->> 'member' COLLATE "C" = person AND subject_salts ->> (n - 1)::integer IS NOT NULL
        THEN (s - 'member') || jsonb_build_object('commitment', encode(
          sha256(decode(subject_salts ->> (n - 1)::integer, 'hex') || convert_to(person, 'UTF8')), 'hex'))
        ELSE s END ORDER BY n)
    FROM jsonb_array_elements(body -> 'subjects') WITH ORDINALITY AS subject (s, n)));
--> statement-breakpoint
-- The salts of the people who are still in it.
CREATE FUNCTION demur.without_salt(body jsonb, subject_salts jsonb, person text) RETURNS jsonb
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (
    SELECT jsonb_agg(
      CASE WHEN body -> 'subjects' -> (n - 1)::integer ->> 'member' COLLATE "C" = person THEN 'null'::jsonb ELSE s END
      ORDER BY n)
    FROM jsonb_array_elements(subject_salts) WITH ORDINALITY AS salt (s, n));
--> statement-breakpoint
-- The only change of an entry that is let through: blanking what it says of the person whom demur.erase is erasing.
CREATE FUNCTION demur.refuse_change_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  person text := coalesce(current_setting('demur.erasing', true), '');
BEGIN
  IF person <> ''
    AND (NEW.position, NEW.recorded_at, NEW.type, NEW.commitment, NEW.hash)
      IS NOT DISTINCT FROM (OLD.position, OLD.recorded_at, OLD.type, OLD.commitment, OLD.hash)
    AND (
      OLD.member = person AND num_nonnulls(NEW.salt, NEW.subject_salts, NEW.effective_at, NEW.actor, NEW.channel,
        NEW.idempotency_key, NEW.member, NEW.item, NEW.body) = 0
      OR OLD.member IS DISTINCT FROM person
        AND (NEW.salt, NEW.effective_at, NEW.actor, NEW.channel, NEW.idempotency_key, NEW.member, NEW.item)
          IS NOT DISTINCT FROM
          (OLD.salt, OLD.effective_at, OLD.actor, OLD.channel, OLD.idempotency_key, OLD.member, OLD.item)
        AND NEW.body = demur.without_person(OLD.body, OLD.subject_salts, person)
        AND NEW.subject_salts = demur.without_salt(OLD.body, OLD.subject_salts, person))
  THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the ledger is append-only: UPDATE on demur.ledger_entry is refused'
    USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER only_erased BEFORE UPDATE ON demur.ledger_entry
  FOR EACH ROW EXECUTE FUNCTION demur.refuse_change_but_erasure();
--> statement-breakpoint
ALTER TABLE demur.ledger_entry ENABLE ALWAYS TRIGGER only_erased;
--> statement-breakpoint
-- Blanks the entries about a person, and the person in those about others. The last entry of the ledger must record the
-- erasure and say which entries it covers, counted back from itself: nothing else is touched, and nothing is left out.
CREATE FUNCTION demur.erase(person text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  erasure demur.ledger_entry;
  touched bigint;
BEGIN
  SELECT * INTO erasure FROM demur.ledger_entry ORDER BY position DESC LIMIT 1;
  IF erasure.type IS DISTINCT FROM 'MemberErased' THEN
    RAISE EXCEPTION 'nothing is erased without an entry that says so' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('demur.erasing', person, true);
  UPDATE demur.ledger_entry e
    SET salt = NULL, subject_salts = NULL, effective_at = NULL, actor = NULL, channel = NULL, idempotency_key = NULL,
      member = NULL, item = NULL, body = NULL
    FROM (SELECT erasure.position - (r ->> 0)::bigint AS first, (r ->> 1)::bigint AS count
          FROM jsonb_array_elements(erasure.body -> 'entries') r) AS covered
    WHERE e.position >= covered.first AND e.position < covered.first + covered.count AND e.member = person;
  GET DIAGNOSTICS touched = ROW_COUNT;
  IF touched <> (SELECT coalesce(sum((r ->> 1)::bigint), 0) FROM jsonb_array_elements(erasure.body -> 'entries') r)
    OR EXISTS (SELECT FROM demur.ledger_entry e WHERE e.member = person) THEN
    RAISE EXCEPTION 'the entry of the erasure does not say which entries it covers'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE demur.ledger_entry e
    SET body = demur.without_person(e.body, e.subject_salts, person),
      subject_salts = demur.without_salt(e.body, e.subject_salts, person)
    WHERE e.position IN (SELECT erasure.position - (r ->> 0)::bigint
                         FROM jsonb_array_elements(erasure.body -> 'appearances') r)
      AND e.body IS NOT NULL;
  PERFORM set_config('demur.erasing', '', true);
END
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION demur.erase FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON demur.ledger_tile
  FOR EACH STATEMENT EXECUTE FUNCTION demur.refuse_change();
--> statement-breakpoint
ALTER TABLE demur.ledger_tile ENABLE ALWAYS TRIGGER never_removed;
--> statement-breakpoint
CREATE FUNCTION demur.refuse_change_but_growth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.level = OLD.level AND NEW.index = OLD.index
    AND substring(NEW.hashes FOR octet_length(OLD.hashes)) = OLD.hashes THEN RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the tree over the ledger only grows' USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER only_grows BEFORE UPDATE ON demur.ledger_tile
  FOR EACH ROW EXECUTE FUNCTION demur.refuse_change_but_growth();
--> statement-breakpoint
ALTER TABLE demur.ledger_tile ENABLE ALWAYS TRIGGER only_grows;
--> statement-breakpoint
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON demur.ledger_head
  FOR EACH STATEMENT EXECUTE FUNCTION demur.refuse_change();
--> statement-breakpoint
ALTER TABLE demur.ledger_head ENABLE ALWAYS TRIGGER never_removed;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON demur.checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION demur.refuse_change();
--> statement-breakpoint
ALTER TABLE demur.checkpoint ENABLE ALWAYS TRIGGER append_only;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON demur.checkpoint_key
  FOR EACH STATEMENT EXECUTE FUNCTION demur.refuse_change();
--> statement-breakpoint
ALTER TABLE demur.checkpoint_key ENABLE ALWAYS TRIGGER append_only;
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
  REVOKE DELETE ON demur.ledger_tile FROM demur_server;
  REVOKE UPDATE, DELETE ON demur.checkpoint, demur.checkpoint_key, demur.development_key FROM demur_server;
  GRANT EXECUTE ON FUNCTION demur.erase TO demur_server;
  REVOKE INSERT, UPDATE, DELETE ON demur.migration FROM demur_server;
  RETURN true;
EXCEPTION WHEN insufficient_privilege THEN
  RETURN false;
END
$$;
