DROP TABLE fast_lanes;
