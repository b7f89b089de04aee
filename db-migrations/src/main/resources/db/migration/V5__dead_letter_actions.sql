-- What operators did with dead letters. A row is written before its message is touched: what was begun and not done says so.

CREATE TABLE video_compilation.dead_letter_actions (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    action         text        NOT NULL CHECK (action IN ('replay', 'discard', 'move')),
    acted_by       text        NOT NULL,
    reason         text        NOT NULL,
    message_id     text,
    job_id         text,
    body_sha256    text,
    reset_from     text,
    new_message_id text,
    moved_messages bigint,
    acted_at       timestamptz NOT NULL DEFAULT now(),
    done_at        timestamptz,
    CHECK ((action = 'move') = (message_id IS NULL)),
    CHECK ((message_id IS NULL) = (body_sha256 IS NULL))
);

COMMENT ON TABLE  video_compilation.dead_letter_actions IS 'Who replayed or discarded which dead letter, and why.';
COMMENT ON COLUMN video_compilation.dead_letter_actions.action IS 'move: the whole queue, by the move task of SQS; its messages are not listed.';
COMMENT ON COLUMN video_compilation.dead_letter_actions.body_sha256 IS 'SHA-256 (hex) of the body in UTF-8.';
COMMENT ON COLUMN video_compilation.dead_letter_actions.reset_from IS 'The final state that the job was moved back to queued from; empty where it was left as it was.';
COMMENT ON COLUMN video_compilation.dead_letter_actions.done_at IS 'When the message was gone from the dead-letter queue; empty where the command ended before.';

CREATE INDEX dead_letter_actions_job ON video_compilation.dead_letter_actions (job_id);
CREATE INDEX dead_letter_actions_body ON video_compilation.dead_letter_actions (body_sha256);
