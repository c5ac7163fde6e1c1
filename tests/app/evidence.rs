//! Evidence: what is kept of a photo is the photo, and when it was taken.

use diesel::prelude::*;
use diesel::sql_types::Text;
use sha2::{Digest, Sha256};

use crate::harness::flow::{application_form, apply};
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

    fn several_files_go_in_at_once_and_a_wrong_one_can_be_withdrawn(app: &TestApp) {
        app.order("E-3").line("CHAIR", 1, "10.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket_no = apply(&mut agent, "E-3", "RETURN_REFUND", &[(1, 1)]);
        let address = format!("/tickets/{ticket_no}");
        let mut form = agent.open(&address).form_of("attach");
        form.attach("file", "a.png", "image/png", &png());
        form.attach("file", "身份证.jpg", "image/jpeg", &photo());
        agent.submit_ok(form);
        let page = agent.open(&address);
        assert_eq!(page.all(".files a[data-picture]").len(), 2);
        let card = page.attribute(".files .file:last-child a", "href").expect("an address");
        let mut mixed = page.form_of("attach");
        mixed.attach("file", "b.png", "image/png", &png());
        mixed.attach("file", "page.html", "text/html", b"<html>");
        assert_eq!(agent.submit(mixed).status(), 422);
        assert_eq!(agent.open(&address).all(".files a").len(), 2, "all of a form's files or none");

        let withdrawal = |page: &Page| page.form_at(".files .file:last-child form[data-action=withdraw-file]").expect("a way to withdraw");
        let refused = agent.submit(withdrawal(&page).set("reason", ""));
        assert_eq!((refused.status(), refused.error("reason").is_empty()), (422, false));
        let mut other = app.staff("other", &[Role::Agent]);
        assert!(!other.open(&address).has("form[data-action=withdraw-file]"), "it is not theirs");
        assert_eq!(other.submit(withdrawal(&page).set("reason", "别人的")).status(), 403);
        agent.submit_ok(withdrawal(&page).set("reason", "误传身份证"));
        let page = agent.open(&address);
        assert_eq!(page.all(".files a").len(), 1);
        let entry = page.text("li[data-event=EvidenceWithdrawn]");
        assert!(entry.contains("误传身份证") && entry.contains("身份证.jpg") && entry.contains("agent"), "{entry}");
        assert_eq!(agent.get(&card).status(), 404);
    }

    fn photos_come_with_the_application_and_a_refused_one_keeps_them(app: &TestApp) {
        app.order("E-4").line("CHAIR", 1, "10.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut form = application_form(&mut agent, "E-4", "RETURN_REFUND", &[(1, 2)]);
        form.attach("file", "a.png", "image/png", &png());
        form.attach("file", "b.jpg", "image/jpeg", &photo());
        let refused = agent.submit(form);
        assert_eq!(refused.status(), 422, "one was bought");
        assert!(refused.text("[data-kept]").contains("a.png") && refused.text("[data-kept]").contains("b.jpg"));
        app.run_schedule();
        assert_eq!(every_file(&app.config.files_dir.join("evidence")).len(), 2);
        let again = refused.form_of("submit");
        let mut other = app.staff("other", &[Role::Agent]);
        let theirs = application_form(&mut other, "E-4", "RETURN_REFUND", &[(1, 2)]);
        let mut theirs = theirs.clone();
        theirs.add("kept_files", again.value("kept_files").expect("a token"));
        assert!(!other.submit(theirs).has("[data-kept]"), "they are whose they are");
        let mut again = again.set("qty_1", "1");
        again.attach("file", "a.png", "image/png", &png());
        again.attach("file", "c.pdf", "application/pdf", b"%PDF-1.7\n");
        let page = agent.submit_ok(again);
        assert_eq!(page.all(".files a[data-picture]").len(), 2, "a picture that is kept already is not there twice");
        assert_eq!(page.all("li[data-event=EvidenceAdded]").len(), 3);
        let mut form = application_form(&mut agent, "E-4", "RETURN_REFUND", &[]);
        form.attach("file", "page.html", "text/html", b"<html>");
        let refused = agent.submit(form);
        assert_eq!((refused.status(), refused.error("file").is_empty()), (422, false));
        assert_eq!(every_file(&app.config.files_dir.join("evidence")).len(), 3, "what is no evidence does not stay");
    }

    fn the_same_file_is_not_taken_twice_and_one_that_was_withdrawn_is_taken_again(app: &TestApp) {
        app.order("E-5").line("CHAIR", 1, "10.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket_no = apply(&mut agent, "E-5", "RETURN_REFUND", &[(1, 1)]);
        let send = |agent: &mut Client, token: &str| {
            let mut form = agent.open(&format!("/tickets/{ticket_no}")).form_of("attach").set("form_token", token);
            form.attach("file", "伤痕.png", "image/png", &png());
            agent.submit(form)
        };
        assert_eq!(send(&mut agent, "one").status(), 303);
        let twice = send(&mut agent, "two");
        assert!(twice.error("file").contains("伤痕.png"), "{}", twice.error("file"));
        assert_eq!(every_file(&app.config.files_dir.join("evidence")).len(), 1);
        let page = agent.open(&format!("/tickets/{ticket_no}"));
        agent.submit_ok(page.form_of("withdraw-file").set("reason", "传错了"));
        assert_eq!(send(&mut agent, "three").status(), 303);
    }
}
