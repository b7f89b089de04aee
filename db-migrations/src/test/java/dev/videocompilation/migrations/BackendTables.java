package dev.videocompilation.migrations;

/** The backend's two tables as Prisma leaves them, before and after the columns that the worker writes. */
final class BackendTables {

    static final String WITHOUT_COMPILED_COLUMNS = """
            CREATE SCHEMA vsl_frontend;
            CREATE TABLE vsl_frontend.section_videos (
                id SERIAL PRIMARY KEY, section_id INTEGER NOT NULL, script_id INTEGER, user_id TEXT NOT NULL,
                status TEXT NOT NULL, result_url TEXT, thumbnail_url TEXT, replicate_job_id TEXT, error_message TEXT,
                processing_time INTEGER, actual_cost DECIMAL(10,4),
                created_at TIMESTAMP DEFAULT NOW(), updated_at TIMESTAMP DEFAULT NOW());
            CREATE TABLE vsl_frontend.section_detailed_scripts (
                id SERIAL PRIMARY KEY, section_id INTEGER NOT NULL, script_content TEXT,
                created_at TIMESTAMP DEFAULT NOW(), updated_at TIMESTAMP DEFAULT NOW());
            """;

    static final String COMPLETE = WITHOUT_COMPILED_COLUMNS + """
            ALTER TABLE vsl_frontend.section_detailed_scripts ADD COLUMN compiled_video_url TEXT;
            ALTER TABLE vsl_frontend.section_detailed_scripts ADD COLUMN compiled_at TIMESTAMP(3);
            """;

    static final String ROWS = """
            INSERT INTO vsl_frontend.section_detailed_scripts (section_id, script_content) VALUES (1, 'a script');
            INSERT INTO vsl_frontend.section_videos (section_id, script_id, user_id, status, result_url)
            VALUES (1, 1, 'user', 'approved', 's3://clips/1.mp4');
            """;

    private BackendTables() {}
}
