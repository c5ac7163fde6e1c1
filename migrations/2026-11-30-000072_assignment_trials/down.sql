DROP TABLE assignment_trial_lines;
DROP TABLE assignment_trials;
