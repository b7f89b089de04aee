-- The two tables of the backend that owns vsl_frontend: created where they are missing, completed where a column is
-- missing, left alone otherwise. The catalogue is read first, so that where nothing is missing this needs neither
-- ownership nor CREATE on the schema (even ADD COLUMN IF NOT EXISTS demands ownership).

DO $backend_tables$
DECLARE
    role_name    constant text := current_user;
    wanted       record;
    missing      text[];
    owner_oid    oid;
    needs_prisma text := 'The owner can apply db-migrations/prisma/migrations/20261125000000_add_compiled_video/'
                      || 'migration.sql, then run this migration again.';
BEGIN
    -- A long transaction of the backend must not make this wait, and everybody else wait behind it.
    PERFORM set_config('lock_timeout', '10s', true);

    IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'vsl_frontend') THEN
        CREATE SCHEMA vsl_frontend;
    END IF;

    FOR wanted IN
        SELECT name FROM (VALUES ('section_videos'), ('section_detailed_scripts')) AS tables (name)
        WHERE NOT EXISTS (
            SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'vsl_frontend' AND c.relname = name)
    LOOP
        IF NOT has_schema_privilege('vsl_frontend', 'CREATE') THEN
            RAISE insufficient_privilege USING MESSAGE = format(
                'The table vsl_frontend.%s is missing and the role %s may not create it: let the owner of the schema '
                'create it, or GRANT CREATE ON SCHEMA vsl_frontend TO %I.', wanted.name, role_name, role_name);
        END IF;
        IF wanted.name = 'section_videos' THEN
            CREATE TABLE vsl_frontend.section_videos (
                id               SERIAL PRIMARY KEY,
                section_id       INTEGER NOT NULL,
                script_id        INTEGER,
                user_id          TEXT NOT NULL,
                status           TEXT NOT NULL,
                result_url       TEXT,
                thumbnail_url    TEXT,
                replicate_job_id TEXT,
                error_message    TEXT,
                processing_time  INTEGER,
                actual_cost      DECIMAL(10, 4),
                created_at       TIMESTAMP DEFAULT NOW(),
                updated_at       TIMESTAMP DEFAULT NOW()
            );
            COMMENT ON COLUMN vsl_frontend.section_videos.status
                IS 'pending, generating, completed, approved or failed.';
        ELSE
            CREATE TABLE vsl_frontend.section_detailed_scripts (
                id                 SERIAL PRIMARY KEY,
                section_id         INTEGER NOT NULL,
                script_content     TEXT,
                compiled_video_url TEXT,
                compiled_at        TIMESTAMP(3),
                created_at         TIMESTAMP DEFAULT NOW(),
                updated_at         TIMESTAMP DEFAULT NOW()
            );
        END IF;
    END LOOP;

    FOR wanted IN
        SELECT c.oid AS table_oid, c.relowner, c.relname AS table_name,
               array_agg(col.name ORDER BY col.position) AS names,
               array_agg(col.definition ORDER BY col.position) AS definitions,
               array_agg(col.default_value ORDER BY col.position) AS default_values
        FROM (VALUES
            (1,  'section_videos', 'id', NULL, NULL),
            (2,  'section_videos', 'section_id', NULL, NULL),
            (3,  'section_videos', 'script_id', 'INTEGER', NULL),
            (4,  'section_videos', 'user_id', NULL, NULL),
            (5,  'section_videos', 'status', NULL, NULL),
            (6,  'section_videos', 'result_url', 'TEXT', NULL),
            (7,  'section_videos', 'thumbnail_url', 'TEXT', NULL),
            (8,  'section_videos', 'replicate_job_id', 'TEXT', NULL),
            (9,  'section_videos', 'error_message', 'TEXT', NULL),
            (10, 'section_videos', 'processing_time', 'INTEGER', NULL),
            (11, 'section_videos', 'actual_cost', 'DECIMAL(10, 4)', NULL),
            (12, 'section_videos', 'created_at', 'TIMESTAMP', 'NOW()'),
            (13, 'section_videos', 'updated_at', 'TIMESTAMP', 'NOW()'),
            (1,  'section_detailed_scripts', 'id', NULL, NULL),
            (2,  'section_detailed_scripts', 'section_id', NULL, NULL),
            (3,  'section_detailed_scripts', 'script_content', 'TEXT', NULL),
            (4,  'section_detailed_scripts', 'compiled_video_url', 'TEXT', NULL),
            (5,  'section_detailed_scripts', 'compiled_at', 'TIMESTAMP(3)', NULL),
            (6,  'section_detailed_scripts', 'created_at', 'TIMESTAMP', 'NOW()'),
            (7,  'section_detailed_scripts', 'updated_at', 'TIMESTAMP', 'NOW()')
        ) AS col (position, table_name, name, definition, default_value)
        JOIN pg_catalog.pg_class c ON c.relname = col.table_name
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'vsl_frontend'
        WHERE NOT EXISTS (
            SELECT FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = c.oid AND a.attname = col.name AND a.attnum > 0 AND NOT a.attisdropped)
        GROUP BY c.oid, c.relowner, c.relname
    LOOP
        missing := wanted.names;
        owner_oid := wanted.relowner;
        IF array_position(wanted.definitions, NULL) IS NOT NULL THEN
            RAISE undefined_column USING MESSAGE = format(
                'vsl_frontend.%s lacks a column that no migration can invent for its rows (missing: %s): this is not '
                'the table that the worker was written for.', wanted.table_name, array_to_string(missing, ', '));
        END IF;
        IF NOT pg_has_role(owner_oid, 'USAGE') THEN
            RAISE insufficient_privilege USING MESSAGE = format(
                'vsl_frontend.%s lacks %s, and the role %s does not own the table (%s does). %s',
                wanted.table_name, array_to_string(missing, ', '), role_name, pg_get_userbyid(owner_oid),
                CASE WHEN missing <@ ARRAY['compiled_video_url', 'compiled_at'] THEN needs_prisma
                     ELSE 'Let its owner add what is missing, then run this migration again.' END);
        END IF;
        FOR i IN 1 .. cardinality(missing) LOOP
            EXECUTE format('ALTER TABLE vsl_frontend.%I ADD COLUMN %I %s',
                           wanted.table_name, missing[i], wanted.definitions[i]);
            IF wanted.default_values[i] IS NOT NULL THEN
                -- Apart from ADD COLUMN, so that rows which were there before claim no time that nobody knows.
                EXECUTE format('ALTER TABLE vsl_frontend.%I ALTER COLUMN %I SET DEFAULT %s',
                               wanted.table_name, missing[i], wanted.default_values[i]);
            END IF;
        END LOOP;
    END LOOP;
END
$backend_tables$;
