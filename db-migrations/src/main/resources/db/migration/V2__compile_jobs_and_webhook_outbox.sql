-- The worker's own tables. They live in a schema of their own so that the backend that owns vsl_frontend never
-- sees them in its drift checks. The schema itself is created by Flyway, whose history it also holds.

CREATE TABLE video_compilation.compile_jobs (
    job_id              text        PRIMARY KEY CHECK (job_id ~ '^[A-Za-z0-9._-]{1,128}$'),
    script_id           integer     NOT NULL,
    user_id             text,
    schema_version      integer     NOT NULL,
    request             jsonb       NOT NULL,
    request_fingerprint text        NOT NULL,
    state               text        NOT NULL DEFAULT 'queued'
                        CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'dead', 'cancelled')),
    fence               bigint      NOT NULL DEFAULT 0,
    lease_owner         text,
    lease_until         timestamptz,
    attempts            integer     NOT NULL DEFAULT 0,
    next_attempt_at     timestamptz NOT NULL DEFAULT now(),
    clips               jsonb,
    result              jsonb,
    error_code          text,
    error_message       text,
    error_clip_id       integer,
    accepted_at         timestamptz NOT NULL DEFAULT now(),
    started_at          timestamptz,
    finished_at         timestamptz,
    CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CHECK ((state IN ('succeeded', 'failed', 'dead', 'cancelled')) = (finished_at IS NOT NULL)),
    CHECK ((state = 'succeeded') = (result IS NOT NULL))
);

COMMENT ON TABLE  video_compilation.compile_jobs IS 'One row per accepted compile job. A job is accepted when its row is committed.';
COMMENT ON COLUMN video_compilation.compile_jobs.request IS 'The job message as it was accepted.';
COMMENT ON COLUMN video_compilation.compile_jobs.request_fingerprint IS 'SHA-256 (hex) of the message''s canonical JSON without requestedAt and traceparent; tells a duplicate from a job id used twice.';
COMMENT ON COLUMN video_compilation.compile_jobs.fence IS 'Grows by one with every claim; every later write of that claim carries it.';
COMMENT ON COLUMN video_compilation.compile_jobs.lease_until IS 'Until when, by this database''s clock, the claim''s worker may write; set exactly while the job is running.';
COMMENT ON COLUMN video_compilation.compile_jobs.attempts IS 'Attempts that ended in a transient failure. Soft stops do not count.';
COMMENT ON COLUMN video_compilation.compile_jobs.next_attempt_at IS 'A queued job is not started before this time.';
COMMENT ON COLUMN video_compilation.compile_jobs.clips IS 'The ordered clips with their objects'' ETags, frozen at the first claim.';
COMMENT ON COLUMN video_compilation.compile_jobs.accepted_at IS 'First acceptance by this database''s clock; orders the jobs of one script.';

CREATE INDEX compile_jobs_script ON video_compilation.compile_jobs (script_id, accepted_at);
CREATE INDEX compile_jobs_unfinished ON video_compilation.compile_jobs (state, next_attempt_at)
    WHERE state IN ('queued', 'running');

CREATE TABLE video_compilation.webhook_outbox (
    webhook_id      text        PRIMARY KEY,
    job_id          text        NOT NULL REFERENCES video_compilation.compile_jobs (job_id) ON DELETE CASCADE,
    event_type      text        NOT NULL,
    target_url      text        NOT NULL,
    payload         text        NOT NULL,
    state           text        NOT NULL DEFAULT 'pending'
                    CHECK (state IN ('pending', 'delivered', 'disabled', 'exhausted')),
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    last_attempt_at timestamptz,
    last_status     integer,
    last_error      text,
    delivered_at    timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (job_id, event_type)
);

COMMENT ON TABLE  video_compilation.webhook_outbox IS 'Events to deliver, written in the transaction that ends their job.';
COMMENT ON COLUMN video_compilation.webhook_outbox.webhook_id IS 'The Standard Webhooks id; the same for every attempt.';
COMMENT ON COLUMN video_compilation.webhook_outbox.payload IS 'The exact body, signed anew per attempt.';
COMMENT ON COLUMN video_compilation.webhook_outbox.state IS 'disabled: the receiver answered 410; exhausted: every attempt of the schedule failed.';

CREATE INDEX webhook_outbox_due ON video_compilation.webhook_outbox (next_attempt_at) WHERE state = 'pending';
