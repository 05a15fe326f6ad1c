-- Lives in the template of the test databases: puts every table back to what the migrations left.
CREATE SCHEMA seed;

CREATE TABLE seed.tables (name text PRIMARY KEY, number regclass, copy text, digest text);

-- One text for the whole content of a table; NULL when it is empty.
CREATE FUNCTION seed.digest(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
    EXECUTE format('SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM %s t', name) INTO found;
    RETURN found;
END $$;

DO $$
DECLARE one record; copy text;
BEGIN
    FOR one IN
        SELECT format('%I.%I', n.nspname, c.relname) AS name, n.nspname || '.' || c.relname AS label
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'seed') AND n.nspname NOT LIKE 'pg\_%'
    LOOP
        copy := NULL;
        IF seed.digest(one.name) IS NOT NULL THEN
            copy := format('seed.%I', one.label);
            EXECUTE format('CREATE TABLE %s AS TABLE %s', copy, one.name);
        END IF;
        INSERT INTO seed.tables VALUES (one.name, one.name, copy, seed.digest(one.name));
    END LOOP;
END $$;

CREATE TABLE seed.sequences AS SELECT schemaname, sequencename, last_value FROM pg_sequences;

-- The tables that do not hold what the migrations left. A file without a byte is not even opened.
CREATE FUNCTION seed.dirty() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE one record; dirty boolean;
BEGIN
    FOR one IN
        SELECT * FROM seed.tables
        WHERE pg_relation_size(number) > 0 OR number IN (SELECT partrelid FROM pg_partitioned_table)
    LOOP
        IF one.copy IS NULL THEN
            EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one.name) INTO dirty;
        ELSE
            dirty := seed.digest(one.name) IS DISTINCT FROM one.digest;
        END IF;
        IF dirty THEN
            RETURN NEXT one.name;
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION seed.clean() RETURNS void LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
    SET LOCAL session_replication_role = replica;  -- no foreign key is looked at while the tables are emptied
    FOR one IN SELECT name, copy FROM seed.tables JOIN seed.dirty() AS dirty ON dirty = name LOOP
        EXECUTE format('DELETE FROM %s', one.name);
        IF one.copy IS NOT NULL THEN
            EXECUTE format('INSERT INTO %s OVERRIDING SYSTEM VALUE TABLE %s', one.name, one.copy);
        END IF;
    END LOOP;
    FOR one IN
        SELECT format('%I.%I', now.schemaname, now.sequencename) AS name, was.last_value, now.start_value
        FROM pg_sequences now LEFT JOIN seed.sequences was USING (schemaname, sequencename)
        WHERE now.last_value IS DISTINCT FROM was.last_value
    LOOP
        PERFORM setval(one.name::regclass, coalesce(one.last_value, one.start_value), one.last_value IS NOT NULL);
    END LOOP;
END $$;
