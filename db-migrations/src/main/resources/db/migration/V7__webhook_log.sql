-- The log of attempts to deliver webhooks, and replaying by operators. A worker of an earlier release writes no log; it delivers a
-- replayed event as it delivers any that is pending.

ALTER TABLE video_compilation.webhook_outbox
    ADD COLUMN replays     integer NOT NULL DEFAULT 0,
    ADD COLUMN replayed_at timestamptz;

COMMENT ON COLUMN video_compilation.webhook_outbox.attempts IS 'Attempts since the event was written, or since its last replay.';
COMMENT ON COLUMN video_compilation.webhook_outbox.delivered_at IS 'When it was delivered last.';
COMMENT ON COLUMN video_compilation.webhook_outbox.replays IS 'How often an operator has replayed the event; each replay begins the schedule of attempts anew.';
COMMENT ON COLUMN video_compilation.webhook_outbox.replayed_at IS 'When it was last replayed.';

CREATE TABLE video_compilation.webhook_attempts (
    webhook_id      text        NOT NULL REFERENCES video_compilation.webhook_outbox (webhook_id) ON DELETE CASCADE,
    replay          integer     NOT NULL,
    attempt         integer     NOT NULL,
    ended_at        timestamptz NOT NULL DEFAULT now(),
    duration_millis bigint      NOT NULL,
    address         text,
    status          integer,
    outcome         text        NOT NULL CHECK (outcome IN ('delivered', 'failed', 'refused', 'gone')),
    reason          text,
    next_attempt_at timestamptz,
    worker          text        NOT NULL,
    PRIMARY KEY (webhook_id, replay, attempt),
    CHECK ((outcome = 'delivered') = (reason IS NULL))
);

COMMENT ON TABLE  video_compilation.webhook_attempts IS 'Every recorded attempt to deliver an event, written in the transaction that records its outcome in webhook_outbox. Neither signature nor answer is kept.';
COMMENT ON COLUMN video_compilation.webhook_attempts.replay IS 'Of which replay; 0: before any.';
COMMENT ON COLUMN video_compilation.webhook_attempts.attempt IS 'From 1, anew with each replay.';
COMMENT ON COLUMN video_compilation.webhook_attempts.address IS 'The address and port that were connected to; empty where no connection stood.';
COMMENT ON COLUMN video_compilation.webhook_attempts.status IS 'The HTTP status; empty where no answer came.';
COMMENT ON COLUMN video_compilation.webhook_attempts.outcome IS 'refused: the target address is none that may be called, and nothing was sent; gone: status 410.';
COMMENT ON COLUMN video_compilation.webhook_attempts.next_attempt_at IS 'When it is tried again; empty where it is not.';
COMMENT ON COLUMN video_compilation.webhook_attempts.worker IS 'The host and the process.';

CREATE TABLE video_compilation.webhook_replays (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook_id text        NOT NULL,
    job_id     text        NOT NULL,
    event_type text        NOT NULL,
    replay     integer     NOT NULL,
    from_state text        NOT NULL,
    acted_by   text        NOT NULL,
    reason     text        NOT NULL,
    acted_at   timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE  video_compilation.webhook_replays IS 'Who replayed which event, and why; written in the transaction that makes the event due. It outlives the event.';
COMMENT ON COLUMN video_compilation.webhook_replays.replay IS 'The number that the attempts of this replay carry in webhook_attempts.';
COMMENT ON COLUMN video_compilation.webhook_replays.from_state IS 'The event''s state before.';

CREATE INDEX webhook_replays_webhook ON video_compilation.webhook_replays (webhook_id);
