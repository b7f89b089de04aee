package dev.videocompilation.demo;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/** The backend's rows that a compile job is about. */
final class ScriptRows {
    /** The user who owns the demo's script. */
    static final String USER_ID = "demo-user";

    private final DataSource database;

    ScriptRows(DataSource database) {
        this.database = Objects.requireNonNull(database);
    }

    /**
     * What the worker wrote to a script.
     *
     * @param compiledVideoUrl the video's address
     * @param compiledAtIsSet whether {@code compiled_at} holds a time
     */
    record CompiledVideo(Optional<String> compiledVideoUrl, boolean compiledAtIsSet) {}

    /** Inserts a script; returns its id. */
    int insertScript() throws SQLException {
        return insert("INSERT INTO vsl_frontend.section_detailed_scripts (section_id, script_content)"
                + " VALUES (1, 'The demo''s script') RETURNING id");
    }

    /** Inserts one completed video per clip, each in a section of its own. */
    List<DemoClip> insertVideos(int scriptId, List<Path> files, List<String> urls) throws SQLException {
        List<DemoClip> clips = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            int videoId = insert(
                    "INSERT INTO vsl_frontend.section_videos (section_id, script_id, user_id, status, result_url)"
                            + " VALUES (?, ?, ?, 'completed', ?) RETURNING id",
                    i + 1,
                    scriptId,
                    USER_ID,
                    urls.get(i));
            clips.add(new DemoClip(videoId, files.get(i)));
        }
        return List.copyOf(clips);
    }

    /** Approves them, as the backend does when the user has seen them. */
    void approve(List<DemoClip> clips) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement("UPDATE vsl_frontend.section_videos"
                        + " SET status = 'approved', updated_at = NOW() WHERE id = ? AND status = 'completed'")) {
            for (DemoClip clip : clips) {
                update.setInt(1, clip.videoId());
                update.executeUpdate();
            }
        }
    }

    CompiledVideo compiledVideo(int scriptId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT compiled_video_url, compiled_at"
                        + " FROM vsl_frontend.section_detailed_scripts WHERE id = ?")) {
            select.setInt(1, scriptId);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new DemoFailedException("The demo's script has vanished from the database.");
                }
                return new CompiledVideo(Optional.ofNullable(row.getString(1)), row.getTimestamp(2) != null);
            }
        }
    }

    private int insert(String sql, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            try (ResultSet id = insert.executeQuery()) {
                id.next();
                return id.getInt(1);
            }
        }
    }
}
