//! Evidence and uploads: a folder now, an object store later.
