//! DO LATER: the worker and one file per kind of job.
