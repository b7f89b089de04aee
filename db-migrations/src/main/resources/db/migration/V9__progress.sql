-- How far a running job is, for whoever waits for it. Written at most once a second by the claim that stands; a worker of an earlier release
-- leaves it as it is.

ALTER TABLE video_compilation.compile_jobs
    ADD COLUMN progress     real NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    ADD COLUMN seconds_left integer CHECK (seconds_left >= 0);

COMMENT ON COLUMN video_compilation.compile_jobs.progress IS 'The share of the work that is done, 0 to 1: never less than before within one claim, 1 exactly where the job succeeded; where it ended otherwise, how far it got.';
COMMENT ON COLUMN video_compilation.compile_jobs.seconds_left IS 'An estimate of the seconds until the job ends; null where it does not run or nothing can be said yet.';
