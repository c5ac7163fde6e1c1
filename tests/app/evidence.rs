//! Evidence: what is kept of a photo is the photo, and when it was taken.

use diesel::prelude::*;
use diesel::sql_types::Text;
use sha2::{Digest, Sha256};

use crate::harness::flow::apply;
use crate::harness::photos::{SECRET, holds, photo, png};
use crate::harness::*;

#[derive(QueryableByName, Debug, PartialEq)]
struct Hashes {
    #[diesel(sql_type = Text)]
    sha256: String,
    #[diesel(sql_type = Text)]
    original_sha256: String,
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn attach(agent: &mut Client, ticket_no: &str, name: &str, bytes: &[u8]) -> Page {
    let mut form = agent.open(&format!("/tickets/{ticket_no}")).form_of("attach");
    form.attach("file", name, "image/jpeg", bytes);
    agent.submit(form)
}

both_engines! {
    fn a_photo_is_kept_without_the_place_it_was_taken_at(app: &TestApp) {
        app.order("E-1").line("CHAIR", 1, "10.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket_no = apply(&mut agent, "E-1", "RETURN_REFUND", &[(1, 1)]);
        assert!(holds(&photo(), SECRET));
        assert_eq!(attach(&mut agent, &ticket_no, "photo.jpg", &photo()).status(), 303);
        let page = agent.open(&format!("/tickets/{ticket_no}"));
        let served = agent.open(&page.attribute(".files a", "href").expect("the file's address"));
        assert!(!holds(served.bytes(), SECRET) && holds(served.bytes(), "pixels"));
        assert!(served.bytes().starts_with(b"\xff\xd8\xff\xe1"), "it still says that it lies on its side");
        assert_eq!(page.text("[data-taken]"), "Taken 2026-11-20 14:03:11 +08:00");
        agent.browser.language = "zh".to_owned();
        let page = agent.open(&format!("/tickets/{ticket_no}"));
        assert_eq!(page.text("[data-taken]"), "拍摄于 2026-11-20 14:03:11 +08:00");
        let kept: Vec<Hashes> = app
            .db
            .read_blocking(|connection| {
                let query = diesel::sql_query("SELECT sha256, original_sha256 FROM attachments");
                query.load(connection).map_err(aftersales::store::DbError::Query)
            })
            .expect("readable");
        assert_eq!(kept, [Hashes { sha256: hash(served.bytes()), original_sha256: hash(&photo()) }]);
        let stored = every_file(&app.config.files_dir.join("evidence"));
        assert_eq!(stored.len(), 1);
        assert_eq!(std::fs::read(&stored[0]).expect("the stored file"), served.bytes());
    }

    fn a_picture_that_cannot_be_read_is_refused_at_its_field(app: &TestApp) {
        app.order("E-2").line("CHAIR", 1, "10.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket_no = apply(&mut agent, "E-2", "RETURN_REFUND", &[(1, 1)]);
        for broken in [&png()[..30], b"\xff\xd8\xff\xe1\0\x04hi", b"RIFF\x20\0\0\0WEBPVP8 \xff\xff\xff\xff"] {
            let answer = attach(&mut agent, &ticket_no, "photo.jpg", broken);
            assert_eq!((answer.status(), answer.error("file").is_empty()), (422, false));
        }
        assert_eq!(every_file(&app.config.files_dir.join("evidence")).len(), 0, "nothing of them stays");
        assert_eq!(attach(&mut agent, &ticket_no, "photo.png", &png()).status(), 303);
    }
}
