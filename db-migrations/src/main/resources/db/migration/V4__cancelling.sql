-- Calling a job off. A worker of an earlier release does not read these columns and finishes the job as if they were empty.

ALTER TABLE video_compilation.compile_jobs
    ADD COLUMN cancel_requested_at timestamptz,
    ADD COLUMN cancel_reason       text;

COMMENT ON COLUMN video_compilation.compile_jobs.cancel_requested_at IS 'When cancelling was asked for. Once set, the job is not claimed any more and ends as cancelled; the worker that is at it reads this with its heartbeat.';
COMMENT ON COLUMN video_compilation.compile_jobs.cancel_reason IS 'What the one who cancelled said; goes into the event.';
