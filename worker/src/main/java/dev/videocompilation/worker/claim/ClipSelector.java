package dev.videocompilation.worker.claim;

import static dev.videocompilation.database.frontend.Tables.SECTION_DETAILED_SCRIPTS;
import static dev.videocompilation.database.frontend.Tables.SECTION_VIDEOS;

import dev.videocompilation.contract.error.ErrorCode;
import dev.videocompilation.contract.job.CompileJob;
import dev.videocompilation.worker.job.ClipRef;
import dev.videocompilation.worker.job.RejectedException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * Which section videos a job takes: the listed ones in their order, or every approved one of the script by section, then id. All
 * must be the script's, approved, and the user's where the job names one.
 */
public final class ClipSelector {
    private static final String APPROVED = "approved";

    private final DSLContext database;

    public ClipSelector(DSLContext database) {
        this.database = Objects.requireNonNull(database);
    }

    /**
     * Selects a job's clips.
     *
     * @return at least one clip, in the order of the output
     * @throws RejectedException if the script does not exist, has no approved video, or a video may not be taken
     */
    public List<SelectedClip> select(CompileJob job) {
        if (!database.fetchExists(SECTION_DETAILED_SCRIPTS, SECTION_DETAILED_SCRIPTS.ID.eq(job.scriptId()))) {
            throw new RejectedException(ErrorCode.SCRIPT_NOT_FOUND, "there is no script " + job.scriptId());
        }
        List<? extends Record> videos = job.clips().isEmpty() ? approved(job) : listed(job);
        return videos.stream().map(video -> checked(job, video)).toList();
    }

    private List<? extends Record> approved(CompileJob job) {
        List<? extends Record> videos = database.selectFrom(SECTION_VIDEOS)
                .where(SECTION_VIDEOS.SCRIPT_ID.eq(job.scriptId()))
                .and(SECTION_VIDEOS.STATUS.eq(APPROVED))
                .orderBy(SECTION_VIDEOS.SECTION_ID, SECTION_VIDEOS.ID)
                .fetch();
        if (videos.isEmpty()) {
            throw new RejectedException(
                    ErrorCode.NO_APPROVED_CLIPS, "script %d has no approved video".formatted(job.scriptId()));
        }
        return videos;
    }

    private List<? extends Record> listed(CompileJob job) {
        Map<Integer, ? extends Record> found = database.selectFrom(SECTION_VIDEOS)
                .where(SECTION_VIDEOS.ID.in(job.clips()))
                .fetchMap(SECTION_VIDEOS.ID);
        return job.clips().stream()
                .map(id -> {
                    Record video = found.get(id);
                    if (video == null) {
                        throw notAllowed(id, "does not exist");
                    }
                    return video;
                })
                .toList();
    }

    private static SelectedClip checked(CompileJob job, Record video) {
        int id = video.get(SECTION_VIDEOS.ID);
        if (!Objects.equals(video.get(SECTION_VIDEOS.SCRIPT_ID), job.scriptId())) {
            throw notAllowed(id, "is not a video of script " + job.scriptId());
        }
        if (job.userId().isPresent() && !job.userId().get().equals(video.get(SECTION_VIDEOS.USER_ID))) {
            throw notAllowed(id, "belongs to another user");
        }
        if (!APPROVED.equals(video.get(SECTION_VIDEOS.STATUS))) {
            throw notAllowed(id, "is " + video.get(SECTION_VIDEOS.STATUS) + ", not approved");
        }
        String url = video.get(SECTION_VIDEOS.RESULT_URL);
        return new SelectedClip(id, url == null ? "" : url);
    }

    private static RejectedException notAllowed(int id, String why) {
        return new RejectedException(ErrorCode.CLIP_NOT_ALLOWED, "video %d %s".formatted(id, why), ClipRef.video(id));
    }
}
