-- A job may be asked to leave out clips that cannot be used. Those that its first claim did not find are remembered beside the ones that it
-- froze, so that whichever claim finishes the job can name them.

ALTER TABLE video_compilation.compile_jobs
    ADD COLUMN skipped_clips jsonb;

COMMENT ON COLUMN video_compilation.compile_jobs.skipped_clips IS 'The clips that were left out at the first claim, with the reason; null where none was.';
