//! Ways of payment, and when money that goes back by one arrives.

use crate::i18n::Lang;

/// A way of payment that has a name: its codes in files, its name, and when a refund by it arrives.
struct PaymentMethod {
    codes: &'static [&'static str],
    name: (&'static str, &'static str),
    arrives: (&'static str, &'static str),
}

const KNOWN: [PaymentMethod; 4] = [
    PaymentMethod {
        codes: &["WECHAT", "WECHAT_PAY", "WXPAY"],
        name: ("微信支付", "WeChat Pay"),
        arrives: (
            "退到零钱即时到账，退到银行卡一般 1–3 个工作日到账",
            "it reaches a balance at once and a bank card within 1–3 working days",
        ),
    },
    PaymentMethod {
        codes: &["ALIPAY"],
        name: ("支付宝", "Alipay"),
        arrives: (
            "退到余额即时到账，退到银行卡一般 1–3 个工作日到账",
            "it reaches a balance at once and a bank card within 1–3 working days",
        ),
    },
    PaymentMethod {
        codes: &["CARD", "BANK_CARD", "UNIONPAY"],
        name: ("银行卡", "bank card"),
        arrives: ("一般 3–10 个工作日到账", "it arrives within 3–10 working days"),
    },
    PaymentMethod {
        codes: &["BANK", "BANK_TRANSFER", "TRANSFER"],
        name: ("银行转账", "bank transfer"),
        arrives: ("一般 1–3 个工作日到账", "it arrives within 1–3 working days"),
    },
];

fn known(code: &str) -> Option<&'static PaymentMethod> {
    let code = code.trim().to_uppercase();
    KNOWN.iter().find(|method| method.codes.contains(&code.as_str()))
}

/// A way of payment by its code, or as it was written where the code is unknown.
pub fn payment_method(code: &str, lang: Lang) -> String {
    known(code).map_or_else(|| code.to_owned(), |method| lang.pick(method.name.0, method.name.1).to_owned())
}

/// When money that goes back by a way of payment arrives, as the part of a sentence.
pub fn arrives(code: &str, lang: Lang) -> &'static str {
    match known(code) {
        Some(method) => lang.pick(method.arrives.0, method.arrives.1),
        None => lang.pick("到账时间以支付方为准", "when it arrives depends on the payment provider"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names_and_other_words_stay() {
        for (code, zh, en) in [
            ("WECHAT", "微信支付", "WeChat Pay"),
            ("alipay ", "支付宝", "Alipay"),
            ("CARD", "银行卡", "bank card"),
            ("BANK_TRANSFER", "银行转账", "bank transfer"),
            ("花呗", "花呗", "花呗"),
            ("", "", ""),
        ] {
            assert_eq!((payment_method(code, Lang::Zh).as_str(), payment_method(code, Lang::En).as_str()), (zh, en));
        }
    }
}
