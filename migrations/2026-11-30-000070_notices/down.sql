DROP TABLE notice_mutes;
DROP TABLE notices;
