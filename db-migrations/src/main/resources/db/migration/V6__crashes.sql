-- Counting the crashes of a job's worker, so that a job which kills its worker is found without blaming its neighbours. A worker of
-- an earlier release counts nothing and runs such a job beside others; the fence that its claim raises says that it did not run alone.

ALTER TABLE video_compilation.compile_jobs
    ADD COLUMN crashes       integer NOT NULL DEFAULT 0,
    ADD COLUMN crashes_alone integer NOT NULL DEFAULT 0,
    ADD COLUMN alone_fence   bigint;

COMMENT ON COLUMN video_compilation.compile_jobs.crashes IS 'Claims that ended without a word: the lease ran out while the job was running. Where it is not 0, the job runs alone in its worker.';
COMMENT ON COLUMN video_compilation.compile_jobs.crashes_alone IS 'Those of them that ran alone in their worker. The third sets the job aside as dead.';
COMMENT ON COLUMN video_compilation.compile_jobs.alone_fence IS 'The last claim that ran alone in its worker; the standing one does exactly where this equals fence.';
