//! Pictures of evidence in a real browser: dropped, pasted, made smaller, looked at one after the other.

use super::{Role, TestApp};
use crate::driver::Chromium;
use crate::harness::app::PASSWORD;

/// Makes a picture of a size and hands it to the page as if somebody dropped or pasted it there.
fn hand_over(page: &Chromium, how: &str, name: &str, width: u32) {
    let script = format!(
        "const canvas = document.createElement('canvas'); canvas.width = {width}; canvas.height = 1200;
         const pen = canvas.getContext('2d');
         for (let at = 0; at < 400; at += 1) {{ pen.fillStyle = `hsl(${{at * 7}}, 80%, 50%)`; pen.fillRect(at * 10, at * 3, 90, 90); }}
         canvas.toBlob((blob) => {{
           const data = new DataTransfer();
           data.items.add(new File([blob], '{name}', {{ type: 'image/jpeg' }}));
           const event = '{how}' === 'drop'
             ? new DragEvent('drop', {{ dataTransfer: data, bubbles: true, cancelable: true }})
             : new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }});
           document.querySelector('form[data-action=submit]').dispatchEvent(event);
         }}, 'image/jpeg', 0.95);"
    );
    page.run(&script);
}

#[test]
fn pictures_are_dropped_pasted_made_smaller_and_looked_at() {
    let app = TestApp::sqlite();
    app.order("P-1").line("CHAIR", 1, "119.00").place();
    app.add_staff("agent", &[Role::Agent], &[]);
    let page = Chromium::open(&app.base, "zh-CN", true);
    page.go("/login");
    page.fill("[name=username]", "agent");
    page.fill("[name=password]", PASSWORD);
    page.click("form[data-action=log-in] button");
    page.see("main[data-page=desk]");
    page.go("/tickets/new?order_no=P-1");
    hand_over(&page, "drop", "large.jpeg", 4000);
    page.see("[data-previews] li:nth-child(1) img");
    hand_over(&page, "paste", "small.jpeg", 640);
    page.see("[data-previews] li:nth-child(2) img");
    page.run(
        "const field = document.querySelector('#application-file');
         Promise.all([...field.files].map((file) => createImageBitmap(file)))
           .then((pictures) => { document.body.dataset.widths = pictures.map((picture) => picture.width).join(); });",
    );
    page.see("body[data-widths]");
    assert_eq!(page.attribute("body", "data-widths"), "2560,640", "the large one is smaller, the small one as it was");
    page.run(
        "const field = document.querySelector('#application-file');
         const data = new DataTransfer();
         for (let at = 0; at < 5; at += 1) data.items.add(new File([new Uint8Array(9_000_000)], `${at}.pdf`));
         field.dataset.before = field.files.length;
         field.files = data.files;
         field.dispatchEvent(new CustomEvent('change', { bubbles: true, detail: 'shrunk' }));
         document.body.dataset.problem = field.validationMessage;
         field.setCustomValidity('');",
    );
    assert!(page.attribute("body", "data-problem").contains("40 MB"), "together they are too large");
    page.go("/tickets/new?order_no=P-1");
    hand_over(&page, "drop", "one.jpeg", 900);
    page.see("[data-previews] li:nth-child(1) img");
    hand_over(&page, "drop", "two.jpeg", 700);
    page.see("[data-previews] li:nth-child(2) img");
    page.click("form[data-action=submit] [name=type][value=REFUND_ONLY]");
    page.click("form[data-action=submit] button.primary");
    page.see("[data-kept]");
    page.choose("select[name=reason_1]", "QUALITY");
    page.click("form[data-action=submit] button.primary");
    page.see("main[data-page='tickets.show']");
    page.click("[data-viewer] a[data-picture]");
    page.see("dialog.viewer[open]");
    assert!(page.text("dialog.viewer .viewer-bar span").starts_with("1 / 2"));
    page.press(&["\u{E014}"]);
    assert!(page.text("dialog.viewer .viewer-bar span").starts_with("2 / 2"));
    page.press(&["\u{E00C}"]);
    page.run("document.body.dataset.open = document.querySelectorAll('dialog[open]').length;");
    assert_eq!(page.attribute("body", "data-open"), "0", "Escape leads back to the ticket");
    page.check_console();
    drop(page);
    app.finish();
}
