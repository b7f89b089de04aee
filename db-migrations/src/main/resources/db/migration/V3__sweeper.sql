-- What the sweeper remembers. Workers of the release before know none of it and need not: every column has a default, and a
-- claim ends the counting of re-sends by raising the fence, as it always did.

ALTER TABLE video_compilation.compile_jobs
    ADD COLUMN resends      integer NOT NULL DEFAULT 0,
    ADD COLUMN resend_fence bigint,
    ADD COLUMN resend_after timestamptz;

COMMENT ON COLUMN video_compilation.compile_jobs.resends IS 'How often the sweeper has sent the job''s message again since the claim resend_fence; means nothing once fence has grown.';
COMMENT ON COLUMN video_compilation.compile_jobs.resend_fence IS 'The fence at the last re-send; where fence differs, a claim came in between and the waits begin anew.';
COMMENT ON COLUMN video_compilation.compile_jobs.resend_after IS 'The message is not sent again before this time, unless a claim came in between.';

CREATE INDEX compile_jobs_finished ON video_compilation.compile_jobs (finished_at) WHERE finished_at IS NOT NULL;

CREATE TABLE video_compilation.sweep_progress (
    sweep    text        PRIMARY KEY,
    last_key text        NOT NULL DEFAULT '',
    since    timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE  video_compilation.sweep_progress IS 'How far a sweep that takes several runs has come.';
COMMENT ON COLUMN video_compilation.sweep_progress.last_key IS 'The last key that was looked at; empty: the next run begins at the beginning.';
COMMENT ON COLUMN video_compilation.sweep_progress.since IS 'Since when this database keeps jobs; of an older object it knows nothing, so that such a one is never removed for want of a row.';

INSERT INTO video_compilation.sweep_progress (sweep) VALUES ('outputs');
