package dev.jukung.http.websocket;

/** Why a session ends (RFC 6455, 7.4.1). */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int UNSUPPORTED = 1003;
    /** Never sent: the peer closed without a code. */
    public static final int NONE = 1005;
    /** Never sent: the connection broke. */
    public static final int ABNORMAL = 1006;

    public static final int MALFORMED = 1007;
    public static final int POLICY = 1008;
    public static final int TOO_BIG = 1009;
    public static final int INTERNAL_ERROR = 1011;

    private CloseCode() {}
}
