//! DO LATER: the worker and one file per kind of job.

pub mod order_file;
