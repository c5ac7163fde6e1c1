//! The evidence of a ticket as one file: what goes along, what stays, who may take it, and that the audit log knows.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use crate::harness::flow::{apply, send_with};
use crate::harness::photos::png;
use crate::harness::records::texts;
use crate::harness::*;
use crate::order_import::found_other;
use crate::refunds::people;

/// The files of a ZIP by their names.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP");
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("a file");
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("its content");
        let name = file.name().expect("a name").into_owned();
        files.insert(name, content);
    }
    files
}

fn index(person: &mut Client, address: &str) -> String {
    let page = person.open(address);
    assert_eq!(page.header("content-type"), Some("application/zip"));
    String::from_utf8(unpacked(page.bytes()).remove("index.html").expect("a page")).expect("text")
}

both_engines! {
    fn what_goes_to_the_platform_and_what_stays(app: &TestApp) {
        let mut people = people(app);
        app.order("E-1").buyer("tb_pack").line("CHAIR", 2, "100.00").place();
        let ticket_no = apply(&mut people.agent, "E-1", "RETURN_REFUND", &[(1, 1)]);
        let other = apply(&mut people.agent, "E-1", "RETURN_REFUND", &[(1, 1)]);
        let mut form = people.agent.open(&format!("/tickets/{ticket_no}")).form_of("attach");
        form.attach("file", "<b>我家 13812345678.png", "image/png", &png());
        people.agent.submit_ok(form.set("kind", "PHOTO"));
        send_with(&mut people.agent, &ticket_no, "note", &[("note", "这个买家很难缠")]);
        let words = [("category", "HUMAN_DAMAGE"), ("reason", "照片为<script>alert(1)</script>人为损坏，致电 13812345678")];
        send_with(&mut people.reviewer, &ticket_no, "reject", &words);
        send_with(&mut people.agent, &ticket_no, "open-dispute", &[("reference", "JR-<9>"), ("text", "买家要求全额退款")]);
        // Who may, and only for a purpose.
        let address = format!("/tickets/{ticket_no}/evidence-pack");
        assert_eq!(people.agent.get(&address).status(), 403);
        assert_eq!(people.agent.get(&format!("{address}.zip?purpose=platform")).status(), 403);
        assert!(!people.agent.open(&format!("/tickets/{ticket_no}")).has("[data-pack]"));
        assert!(people.reviewer.open(&format!("/tickets/{ticket_no}")).has("[data-pack]"));
        let page = people.reviewer.get(&format!("{address}.zip?purpose=&names=1"));
        assert_eq!((page.status(), page.error("purpose").is_empty()), (422, false));
        assert!(page.has("input[name=names][checked]"), "what was ticked stays");
        // The pack.
        let page = people.reviewer.open(&format!("{address}.zip?purpose=%E5%B9%B3%E5%8F%B0%E4%B8%BE%E8%AF%81"));
        assert!(page.header("content-disposition").is_some_and(|name| name.contains(&format!("evidence-{ticket_no}.zip"))));
        let mut files = unpacked(page.bytes());
        let text = String::from_utf8(files.remove("index.html").expect("a page")).expect("text");
        assert_eq!(files.len(), 1);
        assert!(text.contains("evidence/01-photo.png") && !text.contains("13812345678"), "{text}");
        for (wanted, why) in [
            ("JR-&#60;9&#62;", "the case"),
            ("&#60;script&#62;", "escaped words to the buyer"),
            ("买家要求全额退款", "the buyer's words"),
        ] {
            assert!(text.contains(wanted), "{why}: {text}");
        }
        for (unwanted, why) in [
            ("<script", "no script"),
            ("http", "nothing from outside"),
            ("这个买家很难缠", "no internal note"),
            (">agent<", "no name"),
            (other.as_str(), "no other ticket"),
        ] {
            assert!(!text.contains(unwanted), "{why}: {text}");
        }
        let text = index(&mut people.reviewer, &format!("{address}.zip?purpose=court&notes=1&names=1&others=1"));
        assert!(text.contains("这个买家很难缠") && text.contains(">agent<") && text.contains(&other), "{text}");
        // A file that the house has lost is said to be missing; the rest still goes.
        let kept = texts(app, "SELECT stored_as AS value FROM attachments");
        std::fs::remove_file(app.config.files_dir.join(&kept[0])).expect("it was there");
        let text = index(&mut people.reviewer, &format!("{address}.zip?purpose=court"));
        assert!(text.contains("the file is not there any more"), "{text}");
        let mut manager = app.staff("gunther", &[Role::Manager]);
        let audit = manager.open("/audit?kind=export").text("main");
        assert!(audit.contains("Evidence pack taken") && audit.contains("平台举证") && audit.contains("court"), "{audit}");
        found_other(app);
        let mut stranger = app.staff_of("stranger", &[Role::Manager], &["OTHER"]);
        assert_eq!(stranger.get(&address).status(), 404);
    }
}
