//! Rows as the product wrote them, one or more of every kind: read to their events, and written to the same text again.

use crate::domain::dispute::case::{DisputeKind, DisputeSide};
use crate::domain::dispute::ruling::{Payer, Remedy, Ruling};
use crate::domain::event::{AcceptedLine, Inspected, ReceivedLine, RecountedLine, Sent, SentLine};
use crate::domain::goods::condition::QualityFault;
use crate::domain::money::states::GatewayKind;
use crate::domain::policy::rule::{Proof, ProofState};
use crate::domain::service::attempt::{AttemptResult, AttemptWay};
use crate::domain::service::delivery::{DamageStep, SignedAs};
use crate::store::tickets::event_json::*;

fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn refund() -> RefundFigures {
    RefundFigures {
        refund_no: text("RF2611220001"),
        amount: money(9_466),
        currency: Currency::CNY,
        gateway: GatewayKind::Simulated,
        said_paid: None,
        fail_code: String::new(),
        reference: String::new(),
        paid_on: String::new(),
    }
}

const FIGURES: &str = r#"{"amount_minor":9466,"currency":"CNY","gateway":"simulated","refund_no":"RF2611220001"}"#;

/// Kind, the row's detail, the event.
fn stored() -> Vec<(EventKind, &'static str, Event)> {
    use EventKind as K;
    let inspected = |quality_fault| Inspected { inbound_no: text("RI2611220001"), quality_fault };
    let sent = Sent {
        outbound_no: text("RO2611220001"),
        carrier: text("shunfeng"),
        tracking_no: text("SF9988776655"),
        lines: vec![SentLine { sku: text("CHAIR"), quantity: 2 }],
    };
    let sent_text = r#"{"carrier":"shunfeng","lines":[{"quantity":2,"sku":"CHAIR"}],"outbound_no":"RO2611220001","tracking_no":"SF9988776655"}"#;
    let transfer =
        RefundFigures { gateway: GatewayKind::Manual, reference: text("T-1"), paid_on: text("2026-11-22"), ..refund() };
    let transfer_text = r#"{"amount_minor":9466,"currency":"CNY","gateway":"manual","paid_on":"2026-11-22","reference":"T-1","refund_no":"RF2611220001"}"#;
    vec![
        (K::TicketDrafted, r#"{"computed":9966}"#, Event::TicketDrafted { computed: money(9_966) }),
        (K::TicketSubmitted, r#"{"computed":0}"#, Event::TicketSubmitted { computed: Money::ZERO }),
        (K::DraftDiscarded, "{}", Event::DraftDiscarded),
        (
            K::PolicyOverridden,
            r#"{"lines":[1,3],"rule":"CN_STANDARD"}"#,
            Event::PolicyOverridden { rule: text("CN_STANDARD"), lines: vec![1, 3] },
        ),
        (
            K::ProofsChecked,
            r#"{"FAULT":"RECEIVED","SERIAL":"NOT_NEEDED"}"#,
            Event::ProofsChecked {
                proofs: vec![(Proof::Serial, ProofState::NotNeeded), (Proof::Fault, ProofState::Received)],
            },
        ),
        (K::TicketAutoApproved, r#"{"approved":9966}"#, Event::TicketAutoApproved { approved: money(9_966) }),
        (
            K::AutoApprovalDeclined,
            r#"{"guard":"ABOVE_LIMIT"}"#,
            Event::AutoApprovalDeclined { guard: AutoApproval::AboveLimit },
        ),
        (
            K::TicketApproved,
            r#"{"approved":9466,"computed":9966,"ground":"COMPENSATION"}"#,
            Event::TicketApproved {
                computed: money(9_966),
                approved: Some(money(9_466)),
                ground: Some(Ground::Compensation),
            },
        ),
        (
            K::TicketApproved,
            r#"{"approved":null,"computed":9966,"ground":null}"#,
            Event::TicketApproved { computed: money(9_966), approved: None, ground: None },
        ),
        (
            K::TicketRejected,
            r#"{"category":"INCOMPLETE_MATERIAL","show_buyer":true}"#,
            Event::TicketRejected { category: RejectCategory::IncompleteMaterial, show_buyer: true },
        ),
        (
            K::AttemptLogged,
            r#"{"result":"BUYER_KEEPS","way":"TECHNICAL_HELP"}"#,
            Event::AttemptLogged { way: AttemptWay::TechnicalHelp, result: AttemptResult::BuyerKeeps },
        ),
        (
            K::DeliveryRecorded,
            r#"{"signed_as":"DAMAGE_NOTED"}"#,
            Event::DeliveryRecorded { signed_as: SignedAs::DamageNoted },
        ),
        (
            K::DamageStepsChecked,
            r#"{"MACHINE_TESTED":true,"PHOTO_OF_DEFECT":false}"#,
            Event::DamageStepsChecked {
                steps: vec![(DamageStep::MachineTested, true), (DamageStep::PhotoOfDefect, false)],
            },
        ),
        (K::TicketCancelled, "{}", Event::TicketCancelled),
        (K::TicketClosed, "{}", Event::TicketClosed),
        (K::ReturnAddressGiven, r#"{"address":"杭州"}"#, Event::ReturnAddressGiven { address: text("杭州") }),
        (
            K::ReturnShipped,
            r#"{"also_on":["AS2611220002"],"carrier":"shunfeng","method":"SELF_SHIP","tracking_no":"SF1"}"#,
            Event::ReturnShipped {
                method: ReturnMethod::SelfShip,
                carrier: text("shunfeng"),
                tracking_no: text("SF1"),
                also_on: vec![text("AS2611220002")],
            },
        ),
        (
            K::ReturnTrackingCleared,
            r#"{"tracking_no":"SF1"}"#,
            Event::ReturnTrackingCleared { tracking_no: text("SF1") },
        ),
        (
            K::ParcelSignedIn,
            r#"{"parcel_no":"UP2611220001","tracking_no":"SF1"}"#,
            Event::ParcelSignedIn { parcel_no: text("UP2611220001"), tracking_no: text("SF1"), signed_in_at: None },
        ),
        (
            K::GoodsReceived,
            r#"{"excess":"AS1 CHAIR ×1","inbound_no":"RI2611220001","lines":[{"defective":1,"expected":3,"good":1,"line_no":1,"received":2,"sku":"CHAIR"}],"warehouse":"主仓"}"#,
            Event::GoodsReceived {
                inbound_no: text("RI2611220001"),
                warehouse: text("主仓"),
                lines: vec![ReceivedLine {
                    line_no: 1,
                    sku: text("CHAIR"),
                    expected: 3,
                    received: 2,
                    good: 1,
                    defective: 1,
                }],
                excess: text("AS1 CHAIR ×1"),
            },
        ),
        (
            K::GoodsRecounted,
            r#"{"excess":"","inbound_no":"RI2611220001","lines":[{"defective":1,"good":2,"line_no":1,"sku":"CHAIR","was_defective":0,"was_good":2}],"warehouse":"主仓"}"#,
            Event::GoodsRecounted {
                inbound_no: text("RI2611220001"),
                warehouse: text("主仓"),
                lines: vec![RecountedLine {
                    line_no: 1,
                    sku: text("CHAIR"),
                    was_good: 2,
                    was_defective: 0,
                    good: 2,
                    defective: 1,
                }],
                excess: text(""),
            },
        ),
        (
            K::InspectionPassed,
            r#"{"inbound_no":"RI2611220001","quality_fault":"UNCLEAR"}"#,
            Event::InspectionPassed(inspected(QualityFault::Unclear)),
        ),
        (
            K::InspectionDeviated,
            r#"{"inbound_no":"RI2611220001","quality_fault":"YES"}"#,
            Event::InspectionDeviated(inspected(QualityFault::Yes)),
        ),
        (K::ExceptionAccepted, "{}", Event::ExceptionAccepted),
        (K::EmptyParcelRefused, "{}", Event::EmptyParcelRefused),
        (K::ShipToChanged, "{}", Event::ShipToChanged),
        (
            K::ExceptionDeducted,
            r#"{"approved":14000,"deducted":1000}"#,
            Event::ExceptionDeducted { deducted: money(1_000), approved: money(14_000) },
        ),
        (
            K::ExceptionPartlyAccepted,
            r#"{"approved":8333,"lines":[{"accepted":1,"line_no":1},{"accepted":null,"line_no":2}]}"#,
            Event::ExceptionPartlyAccepted {
                lines: vec![
                    AcceptedLine { line_no: 1, accepted: Some(1), claimed: None },
                    AcceptedLine { line_no: 2, accepted: None, claimed: None },
                ],
                before: None,
                approved: Some(money(8_333)),
            },
        ),
        (
            K::ExceptionPartlyAccepted,
            r#"{"approved":8800,"before":17600,"lines":[{"accepted":1,"claimed":2,"line_no":1}]}"#,
            Event::ExceptionPartlyAccepted {
                lines: vec![AcceptedLine { line_no: 1, accepted: Some(1), claimed: Some(2) }],
                before: Some(money(17_600)),
                approved: Some(money(8_800)),
            },
        ),
        (K::DecisionWithdrawn, "{}", Event::DecisionWithdrawn),
        (
            K::SendBackDecided,
            r#"{"outbound_no":"RO2611220001"}"#,
            Event::SendBackDecided { outbound_no: text("RO2611220001") },
        ),
        (K::GoodsSentBack, sent_text, Event::GoodsSentBack(sent.clone())),
        (K::ReplacementShipped, sent_text, Event::ReplacementShipped(sent)),
        (K::ReceiptConfirmed, "{}", Event::ReceiptConfirmed),
        (
            K::SupplementRequested,
            r#"{"wanted":["PHOTO","SERIAL"]}"#,
            Event::SupplementRequested { wanted: vec![EvidenceKind::Photo, EvidenceKind::Serial] },
        ),
        (K::Escalated, "{}", Event::Escalated),
        (
            K::DisputeOpened,
            r#"{"due_at":1764000000000000,"halted":true,"kind":"PLATFORM","reference":"JR-1"}"#,
            Event::DisputeOpened {
                kind: DisputeKind::Platform,
                reference: text("JR-1"),
                due_at: Some(Timestamp::from_micros(1_764_000_000_000_000)),
                halted: true,
            },
        ),
        (
            K::DisputeEvidenceAdded,
            r#"{"side":"MERCHANT"}"#,
            Event::DisputeEvidenceAdded { side: DisputeSide::Merchant },
        ),
        (
            K::DisputeRuled,
            r#"{"amount":4500,"kind":"LEGAL","payer":"PLATFORM","remedy":"REFUND","ruling":"BUYER"}"#,
            Event::DisputeRuled {
                kind: DisputeKind::Court,
                ruling: Ruling::Buyer,
                remedy: Some(Remedy::Refund),
                payer: Some(Payer::Platform),
                amount: Some(money(4_500)),
            },
        ),
        (K::Appealed, r#"{"has_other":true}"#, Event::Appealed { has_other: true }),
        (K::OfferMade, r#"{"amount":4500}"#, Event::OfferMade { amount: money(4_500) }),
        (
            K::BuyerAnswered,
            r#"{"amount":4500,"answer":"ACCEPTED"}"#,
            Event::BuyerAnswered { answer: BuyerAnswer::Accepted, amount: Some(money(4_500)) },
        ),
        (
            K::ReturnExtended,
            r#"{"due_at":1795312800000000}"#,
            Event::ReturnExtended { due_at: Timestamp::from_micros(1_795_312_800_000_000) },
        ),
        (K::ReturnReopened, "{}", Event::ReturnReopened),
        (
            K::PlatformNoted,
            r#"{"consequence":"AUTO_REFUND","due_at":null,"platform_ticket_no":"TB-77"}"#,
            Event::PlatformNoted {
                platform_ticket_no: text("TB-77"),
                due_at: None,
                consequence: PlatformAction::AutoRefund,
            },
        ),
        (K::TermExpired, r#"{"term":"RETURN"}"#, Event::TermExpired { term: TermKind::Return }),
        (K::ClocksStarted, "{}", Event::ClocksStarted),
        (
            K::ClocksCountedAgain,
            r#"{"due_at":1795600000000000}"#,
            Event::ClocksCountedAgain { due_at: Timestamp::from_micros(1_795_600_000_000_000) },
        ),
        (K::RefundApproved, FIGURES, Event::RefundApproved(refund())),
        (
            K::RefundBounced,
            r#"{"amount_minor":9466,"currency":"CNY","gateway":"simulated","refund_no":"RF2611220001","round":1}"#,
            Event::RefundBounced { refund: refund(), round: 1 },
        ),
        (K::RefundSucceeded, FIGURES, Event::RefundSucceeded(refund())),
        (
            K::RefundFailed,
            r#"{"amount_minor":9466,"code":"BALANCE","currency":"CNY","gateway":"simulated","refund_no":"RF2611220001"}"#,
            Event::RefundFailed(RefundFigures { fail_code: text("BALANCE"), ..refund() }),
        ),
        (K::RefundRetried, FIGURES, Event::RefundRetried(refund())),
        (K::OfflinePaymentRecorded, transfer_text, Event::OfflinePaymentRecorded(transfer.clone())),
        (K::OfflinePaymentConfirmed, transfer_text, Event::OfflinePaymentConfirmed(transfer)),
        (
            K::RefundUnclear,
            r#"{"amount_minor":9466,"cause":"AMOUNT_DIFFERS","currency":"CNY","gateway":"simulated","refund_no":"RF2611220001","request_no":"RF2611220001-2","said_paid":9000}"#,
            Event::RefundUnclear {
                refund: RefundFigures { said_paid: Some(money(9_000)), ..refund() },
                cause: UnclearCause::AmountDiffers,
                request_no: Some(text("RF2611220001-2")),
            },
        ),
        (
            K::SettlementRecorded,
            r#"{"amount_minor":9466,"currency":"CNY","gateway":"simulated","reference":"S-1","refund_no":"RF2611220001","said_paid":0,"verdict":"NOT_PAID"}"#,
            Event::SettlementRecorded {
                refund: RefundFigures { said_paid: Some(Money::ZERO), reference: text("S-1"), ..refund() },
                verdict: SettlementVerdict::NotPaid,
            },
        ),
        (
            K::SettlementConfirmed,
            r#"{"amount_minor":9466,"currency":"CNY","gateway":"simulated","refund_no":"RF2611220001","said_paid":9000}"#,
            Event::SettlementConfirmed {
                refund: RefundFigures { said_paid: Some(money(9_000)), ..refund() },
                verdict: None,
            },
        ),
        (
            K::SettlementConfirmed,
            r#"{"amount_minor":9466,"currency":"CNY","gateway":"simulated","reference":"S-1","refund_no":"RF2611220001","said_paid":9466,"verdict":"PAID"}"#,
            Event::SettlementConfirmed {
                refund: RefundFigures { said_paid: Some(money(9_466)), reference: text("S-1"), ..refund() },
                verdict: Some(SettlementVerdict::PaidInFull),
            },
        ),
        (K::BuyerTold, r#"{"channel":"HOTLINE"}"#, Event::BuyerTold { channel: Channel::Hotline }),
        (K::NoteAdded, "{}", Event::NoteAdded),
        (
            K::EvidenceAdded,
            r#"{"file":"划痕.jpg","kind":"PHOTO"}"#,
            Event::EvidenceAdded { kind: EvidenceKind::Photo, file: text("划痕.jpg") },
        ),
        (
            K::EvidenceWithdrawn,
            r#"{"file":"身份证.jpg","kind":"PHOTO"}"#,
            Event::EvidenceWithdrawn { kind: EvidenceKind::Photo, file: text("身份证.jpg") },
        ),
        (K::TicketAssigned, r#"{"assignee":7}"#, Event::TicketAssigned { assignee_id: Some(7) }),
        (K::TicketAssigned, r#"{"assignee":0}"#, Event::TicketAssigned { assignee_id: None }),
        (
            K::RuleApplied,
            r#"{"assignee":7,"priority":"HIGH","queue":"质量组","rule":"质量问题"}"#,
            Event::RuleApplied {
                rule: text("质量问题"),
                queue: text("质量组"),
                priority: Priority::High,
                assignee_id: Some(7),
            },
        ),
        (K::ReturnedToPool, r#"{"cause":"away"}"#, Event::ReturnedToPool { cause: ReturnCause::Away }),
        (K::TicketArchived, "{}", Event::TicketArchived),
        (K::TicketUnarchived, "{}", Event::TicketUnarchived),
        (
            K::OrderFollowed,
            r#"{"followed":["buyer","shop","day","currency"]}"#,
            Event::OrderFollowed { parts: FollowedPart::ALL.to_vec() },
        ),
    ]
}

#[test]
fn what_was_stored_is_read_and_written_alike() {
    let stored = stored();
    for kind in EventKind::ALL {
        assert!(stored.iter().any(|(known, ..)| known == kind), "no sample of {kind}");
    }
    for (kind, detail, event) in stored {
        assert_eq!(read(kind, detail, Currency::CNY), Ok(Some(event.clone())), "{kind} {detail}");
        assert_eq!((event.kind(), write(&event).to_string().as_str()), (kind, detail));
    }
}

#[test]
fn amounts_that_were_text_are_read() {
    use EventKind as K;
    let deducted = r#"{"approved":"1140.00","deducted":"10.00"}"#;
    let event = Event::ExceptionDeducted { deducted: money(1_000), approved: money(114_000) };
    assert_eq!(read(K::ExceptionDeducted, deducted, Currency::CNY), Ok(Some(event)));
    let in_part = r#"{"approved":"8333","lines":[{"accepted":1,"line_no":1}]}"#;
    let lines = vec![AcceptedLine { line_no: 1, accepted: Some(1), claimed: None }];
    let event = Event::ExceptionPartlyAccepted { lines, before: None, approved: Some(money(8_333)) };
    let yen = Currency::parse("JPY").expect("a currency");
    assert_eq!(read(K::ExceptionPartlyAccepted, in_part, yen), Ok(Some(event)));
}

#[test]
fn an_entry_of_a_made_up_business_has_its_kind_alone() {
    for kind in EventKind::ALL {
        let read = read(*kind, "{}", Currency::CNY).expect("readable");
        assert!(read.is_none_or(|event| event.kind() == *kind), "{kind}");
    }
}

#[test]
fn what_cannot_be_read_is_an_error() {
    use EventKind as K;
    for (kind, detail, key) in [
        (K::TicketApproved, "", ""),
        (K::TicketApproved, "[]", ""),
        (K::NoteAdded, "null", ""),
        (K::TicketApproved, r#"{"approved":1}"#, "computed"),
        (K::TicketApproved, r#"{"computed":1,"ground":"NOT_A_GROUND"}"#, "ground"),
        (K::ExceptionDeducted, r#"{"approved":1,"deducted":"ten"}"#, "deducted"),
        (K::GoodsReceived, r#"{"excess":"","inbound_no":"RI1","lines":[1],"warehouse":""}"#, "lines"),
        (K::OrderFollowed, r#"{"followed":["moon"]}"#, "followed"),
        (K::RefundApproved, r#"{"refund_no":"RF1"}"#, "amount_minor"),
    ] {
        assert_eq!(read(kind, detail, Currency::CNY), Err(UnreadableEvent { kind, key }), "{kind} {detail}");
    }
}
