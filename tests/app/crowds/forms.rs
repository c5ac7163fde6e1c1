//! A form's token answers for what was sent with it first, and for nothing else; files that no row names do not stay.

use super::{execute, files_in, number};
use crate::harness::flow::*;
use crate::harness::*;

fn evidence(agent: &mut Client, ticket: &str, bytes: &[u8]) -> Form {
    let mut form = agent.open(&format!("/tickets/{ticket}")).form_of("attach");
    form.attach("file", "photo.png", "image/png", bytes);
    form
}

fn rows(app: &TestApp) -> i64 {
    number(app, "SELECT COUNT(*) AS number FROM attachments")
}

both_engines! {
    fn a_token_answers_for_one_text(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        let form = agent.open(&format!("/tickets/{ticket}")).form_of("note").set("note", "the buyer called");
        let first = agent.submit(form.clone());
        assert_eq!((first.status(), agent.submit(form.clone()).location()), (303, first.location()), "the same again");
        let corrected = agent.submit(form.set("note", "the buyer called twice"));
        assert_eq!(corrected.status(), 409, "{}", corrected.trouble("another text under the same token"));
        assert!(corrected.text("[role=alert]").contains("sent already"), "{}", corrected.text("[role=alert]"));
        assert_eq!(corrected.form_of("note").value("note"), Some("the buyer called twice"));
        agent.submit_ok(corrected.form_of("note"));
        let timeline = agent.open(&format!("/tickets/{ticket}")).text("ol.timeline");
        assert_eq!(timeline.matches("the buyer called").count(), 2, "{timeline}");
    }

    fn a_token_answers_at_one_address(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        let page = agent.open(&format!("/tickets/{ticket}"));
        let note = page.form_of("note").set("note", "the buyer called");
        let token = note.value("form_token").expect("a token").to_owned();
        assert_eq!(agent.submit(note).status(), 303);
        let cancel = agent.open(&format!("/tickets/{ticket}")).form_of("cancel");
        let cancel = cancel.set("reason", "the buyer keeps it").set("form_token", &token);
        let refused = agent.submit(cancel);
        assert_eq!(refused.status(), 409, "{}", refused.trouble("the token of a note"));
        assert_eq!(refused.status_of_ticket(), "PENDING_REVIEW");
        agent.submit_ok(refused.form_of("cancel"));
        assert_eq!(agent.open(&format!("/tickets/{ticket}")).status_of_ticket(), "CANCELLED");
    }

    fn somebody_elses_token_is_worth_nothing(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let (mut anna, mut adam) = (app.staff("anna", &[Role::Agent]), app.staff("adam", &[Role::Agent]));
        let ticket = apply(&mut anna, "A-1", "RETURN_REFUND", &[(1, 1)]);
        let address = format!("/tickets/{ticket}");
        let hers = anna.open(&address).form_of("note").set("note", "the same words");
        let token = hers.value("form_token").expect("a token").to_owned();
        assert_eq!(anna.submit(hers).status(), 303);
        let his = adam.open(&address).form_of("note").set("note", "the same words").set("form_token", &token);
        let refused = adam.submit(his);
        assert_eq!((refused.status(), refused.location()), (409, None), "{}", refused.trouble("her token"));
        assert_eq!(refused.form_of("note").value("note"), Some("the same words"));
    }

    fn a_token_of_before_answers_as_it_did(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        let form = agent.open(&format!("/tickets/{ticket}")).form_of("note").set("note", "the buyer called");
        assert_eq!(agent.submit(form.clone()).status(), 303);
        execute(app, "UPDATE form_tokens SET content = ''");
        assert_eq!(agent.submit(form).status(), 303);
    }

    fn evidence_is_kept_once_and_no_file_is_left_over(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        let form = evidence(&mut agent, &ticket, &photos::png());
        assert_eq!(agent.submit(form.clone()).status(), 303);
        assert_eq!((rows(app), files_in(app, "evidence")), (1, 1));
        assert_eq!(agent.submit(form.clone()).status(), 303, "the same again");
        assert_eq!((rows(app), files_in(app, "evidence")), (1, 1));
        let mut other = evidence(&mut agent, &ticket, &photos::photo());
        other.put("form_token", form.value("form_token").expect("a token"));
        let refused = agent.submit(other);
        assert_eq!(refused.status(), 409, "{}", refused.trouble("another file under the same token"));
        assert_eq!((rows(app), files_in(app, "evidence")), (1, 1));
        let refused = {
            let form = evidence(&mut agent, &ticket, b"<html>no picture</html>");
            agent.submit(form)
        };
        assert_eq!(refused.status(), 422);
        assert_eq!((rows(app), files_in(app, "evidence")), (1, 1), "a refused file goes");
        let second = evidence(&mut agent, &ticket, &photos::photo());
        assert_eq!(agent.submit(second).status(), 303);
        assert_eq!((rows(app), files_in(app, "evidence")), (2, 2));
    }

    fn a_zero_byte_in_an_upload_is_no_error_of_ours(app: &TestApp) {
        app.order("A-1").line("CHAIR", 2, "119.00").place();
        let mut agent = app.staff("agent", &[Role::Agent]);
        let ticket = apply(&mut agent, "A-1", "RETURN_REFUND", &[(1, 1)]);
        for field in ["form_token", "kind", "version"] {
            let mut form = evidence(&mut agent, &ticket, &photos::png());
            let value = form.value(field).unwrap_or_default().to_owned();
            form.put(field, &format!("{value}\0"));
            let answer = agent.submit(form);
            assert!(answer.status() < 500, "{field}: {}", answer.trouble("a zero byte"));
            assert_eq!(rows(app), i64::try_from(files_in(app, "evidence")).expect("a count"), "{field}");
        }
    }

    fn an_order_file_is_kept_once(app: &TestApp) {
        let mut agent = app.staff("agent", &[Role::Agent]);
        let mut upload = agent.open("/orders/import").form_of("import");
        upload.attach("file", "orders.csv", "text/csv", "订单号\nA-1\n".as_bytes());
        let first = agent.submit(upload.clone());
        assert_eq!(first.status(), 303, "{}", first.trouble("taken in"));
        assert_eq!(agent.submit(upload.clone()).location(), first.location());
        assert_eq!(files_in(app, "imports"), 1);
        let mut other = agent.open("/orders/import").form_of("import");
        other.put("form_token", upload.value("form_token").expect("a token"));
        other.attach("file", "orders.csv", "text/csv", "订单号\nA-2\n".as_bytes());
        assert_eq!(agent.submit(other).status(), 409);
        assert_eq!((files_in(app, "imports"), number(app, "SELECT COUNT(*) AS number FROM order_imports")), (1, 1));
        app.run_jobs();
    }
}
