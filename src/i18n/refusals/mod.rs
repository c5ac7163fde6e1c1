//! Sentences of refusals: the rule, and the next step.

mod assignment_problems;
mod dispute_problems;
mod file_problems;
mod goods_problems;
mod money_problems;
mod policy_problems;
mod service_problems;
mod term_problems;

use super::codes::Named;
use super::{Lang, fill};
use crate::domain::money::Currency;
use crate::domain::refusal::Refusal;
use crate::domain::time::Timestamp;
use crate::i18n::rights::{permission_name, shaping_name};

/// How amounts and instants are written in a sentence.
#[derive(Clone, Copy, Debug)]
pub struct Wording {
    pub lang: Lang,
    pub currency: Currency,
    pub zone: chrono_tz::Tz,
}

impl Wording {
    /// A local time, to the minute.
    pub fn time(&self, at: Timestamp) -> String {
        at.utc().with_timezone(&self.zone).format("%Y-%m-%d %H:%M").to_string()
    }

    /// A span of time, in seconds up to a minute and a half, then in minutes, rounded up.
    fn span(&self, seconds: i64) -> String {
        let (count, zh, one, many) = match seconds {
            ..=90 => (seconds.max(1), "{v} 秒", "{v} second", "{v} seconds"),
            _ => ((seconds + 59) / 60, "{v} 分钟", "{v} minute", "{v} minutes"),
        };
        fill(self.lang.pick(zh, if count == 1 { one } else { many }), &[("v", &count.to_string())])
    }

    /// The sentence for a refusal.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        let pick = |zh: &'static str, en: &'static str| self.lang.pick(zh, en).to_owned();
        let with = |zh: &'static str, en: &'static str, value: &str| fill(self.lang.pick(zh, en), &[("v", value)]);
        match refusal {
            Refusal::NoRight(permission) => with(
                "您的角色没有“{v}”权限",
                "Your roles do not include the right to {v}",
                permission_name(*permission, self.lang),
            ),
            Refusal::SystemOnly => pick("由系统自动执行", "The system does this by itself"),
            Refusal::OwnTicket => pick(
                "自己起草、修改或提交的工单须由他人审核",
                "Somebody else must review a ticket you drafted, changed or filed",
            ),
            Refusal::OwnShare(shaping) => with(
                "您经手过这张工单（{v}），须由他人付款",
                "You {v} this ticket; somebody else must pay it",
                shaping_name(*shaping, self.lang),
            ),
            Refusal::OwnOfflinePayment => {
                pick("自己登记的线下打款须由另一位财务确认", "Somebody else must confirm a transfer you recorded")
            }
            Refusal::Assignment(problem) => self.assignment_problem(problem),
            Refusal::OwnProposal => pick(
                "自己提出的资金设置改动，须由另一位有设置权限的人确认",
                "Somebody else who may change settings must confirm what you proposed",
            ),
            Refusal::OthersProposal => pick("只有提出人可以撤回", "Only who proposed it may withdraw it"),
            Refusal::ProposalWaits => pick(
                "已有一项资金设置的改动在等待确认，请先确认、否决或撤回",
                "A change of money settings waits for confirmation already; confirm, decline or withdraw it first",
            ),
            Refusal::ProposalOver => {
                pick("这项改动已处理或已过期", "This change was answered already, or its time is over")
            }
            Refusal::ProposalStale => pick(
                "设置已被改过，与提出时不同；请否决或撤回后重新提出",
                "The settings are not what they were when this was proposed; decline or withdraw it and propose again",
            ),
            Refusal::OwnStatement => {
                pick("自己登记的对账结果须由他人确认", "Somebody else must confirm what you read in the statement")
            }
            Refusal::NotInThisStatus(status) => with(
                "工单状态为“{v}”，不能执行此操作",
                "Not possible while the ticket is “{v}”",
                status.name(self.lang),
            ),
            Refusal::GoodsAreHere => {
                pick("货物已到仓，只能退还买家或继续办理", "The goods are at the warehouse; send them back or carry on")
            }
            Refusal::GoodsNotHere => pick("货物还没有到仓", "The goods are not at the warehouse"),
            Refusal::SendBackDecided => {
                pick("已决定退还买家，等待仓库发出", "Sending back is decided; the warehouse ships it")
            }
            Refusal::NothingToDispatch => pick("没有待发出的货物", "There is nothing to dispatch"),
            Refusal::RefundUnderWay => pick("退款已在执行，不能取消", "The refund is under way"),
            Refusal::GatewayPays => pick("由支付网关自动退款，无需线下打款", "The gateway pays this refund"),
            Refusal::NotOwnDecision => pick(
                "只能撤回自己刚作出、之后没有其他进展的审核决定",
                "Only your own decision can be withdrawn, and only while nothing has followed it",
            ),
            Refusal::OfflineAlreadyRecorded => pick(
                "线下打款已登记，等待另一位财务确认",
                "A transfer is recorded and waits for another person to confirm it",
            ),
            Refusal::NothingRecorded => pick("还没有登记线下打款", "No transfer is recorded yet"),
            Refusal::PaymentUnclear => pick(
                "有一笔退款是否已付款尚待核实，须先按网关对账单登记并由他人确认",
                "A refund may have been paid already; record what the gateway's statement says, and let somebody confirm it",
            ),
            Refusal::NothingToSettle => {
                pick("这笔退款不需要按对账单核实", "There is nothing to settle by a statement here")
            }
            Refusal::NoStatementRecorded => pick("还没有登记对账结果", "Nothing is recorded from the statement yet"),
            Refusal::GatewayNotSure => pick(
                "网关没有确认这笔退款未付款，请稍后再试，或按网关对账单核实",
                "The gateway did not say that nothing was paid; try again later, or settle the refund by its statement",
            ),
            Refusal::RefundCancelled => pick(
                "这张退款单已撤销，请从工单打开现在的退款单",
                "This refund was cancelled; open the ticket's present one",
            ),
            Refusal::JobBusyOrDone => pick("任务正在运行或已完成", "The job is running or done"),
            Refusal::AlreadyMarked => pick("买家已有这种标记", "The buyer has this mark already"),
            Refusal::NoLines => pick("请至少为一行商品填写数量", "Enter a quantity for at least one line"),
            Refusal::OrderUnpaid => pick("订单未付款，不能申请售后", "The order is not paid"),
            Refusal::LineNothingLeft => {
                pick("该商品已无可申请数量（剩余可退 0）", "Nothing of this line is left (0 left)")
            }
            Refusal::LineLeft(left) => with("最多还可申请 {v} 件", "At most {v} left", &left.to_string()),
            Refusal::LineNotShipped => pick("该商品未发货，请申请仅退款", "Not shipped yet; apply for a refund only"),
            Refusal::ShippedAndUnshipped => {
                pick("已发货与未发货的商品请分开申请", "Apply for shipped and unshipped lines separately")
            }
            Refusal::Policy(problem) => self.policy_problem(problem),
            Refusal::UnknownReason => pick("请选择售后原因", "Choose a reason"),
            Refusal::NoReasonsVisible => pick(
                "没有可用的售后原因，请先在“售后原因”中显示或新增",
                "No reason is visible; show or add one under Reasons",
            ),
            Refusal::UnknownSku => pick("没有这个 SKU", "There is no such SKU"),
            Refusal::OtherPrice => {
                pick("只能换同价商品，请改选或申请退货退款", "Only a SKU of the same price can be exchanged for")
            }
            Refusal::ServiceNotExchangeable => pick("服务类不能换货", "A service cannot be exchanged"),
            Refusal::TicketNoTaken => pick("单号已被使用", "The number is taken"),
            Refusal::DateInFuture => pick("日期不能晚于今天", "The date cannot be in the future"),
            Refusal::Amount(error) => self.amount_error(*error),
            Refusal::Approval(problem) => self.approval_problem(*problem),
            Refusal::Term(problem) => self.term_problem(problem),
            Refusal::Dispute(problem) => self.dispute_problem(problem),
            Refusal::Service(problem) => self.service_problem(problem),
            Refusal::OrderLeft(left) => with(
                "超过订单剩余可退 {v}",
                "More than the order's remaining refundable {v}",
                &left.grouped(self.currency),
            ),
            Refusal::LineMoneyLeft(line_no, left) => fill(
                self.lang.pick("超过第 {line} 行剩余可退 {v}", "More than line {line}'s remaining refundable {v}"),
                &[("line", &line_no.to_string()), ("v", &left.grouped(self.currency))],
            ),
            Refusal::MoreThanBought { line_no, claimed, left } => fill(
                self.lang.pick(
                    "第 {line} 行申请 {n} 件，但订单只剩 {left} 件可申请；请拒绝后按订单重新申请",
                    "Line {line} claims {n}, but the order has only {left} left; reject it and apply again by the order",
                ),
                &[("line", &line_no.to_string()), ("n", &claimed.to_string()), ("left", &left.to_string())],
            ),
            Refusal::CurrenciesDiffer(order, other) => fill(
                self.lang.pick(
                    "订单币种为 {order}，售后与退款为 {other}，币种一致后才能审核或付款",
                    "The order is in {order}, its ticket or refund in {other}; nothing is approved or paid until they agree",
                ),
                &[("order", order.code()), ("other", other.code())],
            ),
            Refusal::NotAnotherAmount => {
                pick("请填写实际付款金额，且不同于应付金额", "Enter what was paid, another amount than asked")
            }
            Refusal::MoreThanOrderPaid(paid) => with(
                "不能超过订单实付 {v}",
                "No more than the {v} that was paid for the order",
                &paid.grouped(self.currency),
            ),
            Refusal::GroundNeeded => pick(
                "已发货的仅退款需选择依据（拦截、丢件或补偿）",
                "Choose the ground: intercepted, lost or compensation",
            ),
            Refusal::OutOfStock(sku) => with("{v} 可售库存不足", "Not enough sellable stock of {v}", sku),
            Refusal::Quantity(error) => self.quantity_error(*error),
            Refusal::CountsDiffer => pick(
                "实收与应收不一致，不能直接通过，请按异常处理",
                "Counts differ from what was expected; report a deviation",
            ),
            Refusal::SameCounts => pick("与已登记的数量相同，没有需要更正的", "These are the counts on record; there is nothing to correct"),
            Refusal::GoodAndDefective => pick("良品加次品应等于实收", "Good and defective must add up to received"),
            Refusal::StationIncomplete => pick(
                "退货地址不完整（联系人、电话、地址缺一不可）",
                "The return address needs contact, phone and address",
            ),
            Refusal::ShipToIncomplete => pick(
                "收件人、电话、地址须完整，不能含平台脱敏的 *",
                "Receiver, phone and address are needed in full, without the asterisks of a platform",
            ),
            Refusal::WouldGoNegative(left) => {
                with("库存不足，可减 {v}", "Not enough stock; at most {v} can go", &left.to_string())
            }
            Refusal::NothingToReserve => pick("没有可预留的商品", "There is nothing to reserve"),
            Refusal::GradeDeviates => {
                pick("货不对版或缺件不能通过，请按异常上报", "Wrong or missing goods cannot pass; report a deviation")
            }
            Refusal::GradeContradictsCounts => pick(
                "等级与收货数量不符：一件都没收到时为“缺件”，收到的全是次品时不能是 A 或 B",
                "The grade contradicts the counts: missing where nothing came, neither A nor B where all that came is defective",
            ),
            Refusal::NothingToJudge => pick(
                "没有收到商品，只能勾选外包装",
                "No goods came; only the outer packaging can be judged",
            ),
            Refusal::DefectsUnexplained => pick(
                "有次品：要通过请写明检验说明，否则请上报异常",
                "Some are defective: to pass them write a finding, or report a deviation",
            ),
            Refusal::CannotPassAsCounted { missing, defective } => self.cannot_pass(*missing, *defective),
            Refusal::AtMostReceived(received) => with(
                "接受数量在 0 到实收 {v} 之间",
                "Between 0 and the {v} received can be accepted",
                &received.to_string(),
            ),
            Refusal::NothingAccepted => pick(
                "一件都不接受时，请选择“不予接收，寄回买家”",
                "To accept nothing at all, refuse and send the goods back",
            ),
            Refusal::NoSuchTicket => pick("没有找到这张售后单", "There is no such ticket"),
            Refusal::StockPromised => pick(
                "少于已预留的数量，请先处理占用它的换货",
                "Less than what is reserved; deal with the exchanges that hold it first",
            ),
            Refusal::ProductBarcode => pick(
                "这像是商品条码（69 开头 13 位），没有签收：请扫面单上的快递单号",
                "This looks like a product's barcode, so nothing was signed in: scan the number on the label",
            ),
            Refusal::LeftoverOf(merchant) => with(
                "这是“{v}”包裹里多出的商品，只能匹配该商户的售后单",
                "These goods were left over from a box of {v}; they can only go to a ticket of that merchant",
                merchant,
            ),
            Refusal::TicketNumber => pick("这是售后单号，不是快递单号", "This is the number of a ticket, not of a parcel"),
            Refusal::CarrierUnknown => pick("单号看不出是哪家快递，请选择", "The number does not tell the carrier: choose one"),
            Refusal::ReturnNumber => pick(
                "这是买家寄回的单号，请扫描新面单的单号",
                "The goods came back under this number: scan the new label",
            ),
            Refusal::ParcelClaimed => pick("这个包裹已经有主了", "This parcel already belongs to a ticket"),
            Refusal::FormSent => pick(
                "这张表单已经提交过，这次的内容没有执行。您填写的内容还在下方，请核对后重新提交",
                "This form was sent already; nothing was done this time. What you typed is still here: check it and send it again",
            ),
            Refusal::ListTooLong => pick(
                "筛选条件过多：每项最多 50 个值，全部最多 8,000 字节。请减少后再保存",
                "Too many filters: at most 50 values each and 8,000 bytes in all. Take some off first",
            ),
            Refusal::Required => pick("请填写", "Required"),
            Refusal::TooShort(least) => with("至少 {v} 个字", "At least {v} characters", &least.to_string()),
            Refusal::TooManyExports(most) => {
                with("已有 {v} 个文件在等待生成", "{v} files are waiting to be written already", &most.to_string())
            }
            Refusal::TooLong(most) => with("最多 {v} 个字", "At most {v} characters", &most.to_string()),
            Refusal::NotAllowedHere => pick("此处不适用", "Does not apply here"),
            Refusal::UnknownValue => pick("请从列表中选择", "Choose one of the list"),
            Refusal::BadDate => pick("日期格式应为 2026-11-22", "Write the date as 2026-11-22"),
            Refusal::BadPhone => pick("电话号码格式不对", "This is not a phone number"),
            Refusal::BadEmail => pick("邮箱格式不对", "This is not an e-mail address"),
            Refusal::BadTrackingNo => {
                pick("快递单号为 6–32 位字母、数字或连字符", "6 to 32 letters, digits or hyphens")
            }
            Refusal::BadUsername => pick(
                "用户名为 2–32 位小写字母、数字、点、横线或下划线",
                "2 to 32 lower-case letters, digits, dots, hyphens or underscores",
            ),
            Refusal::Taken => pick("已被使用", "Already in use"),
            Refusal::NameTaken => pick("已有同名的一项", "Another one is called so"),
            Refusal::BadText => {
                pick("含有无法识别的字符，请改正", "Contains characters that cannot be stored; correct them")
            }
            Refusal::FileTooLarge(most) => {
                with("文件不能超过 {v} MB", "At most {v} MB", &(most / 1_048_576).max(1).to_string())
            }
            Refusal::FileKind => {
                pick("只接受 JPG、PNG、WebP、GIF 图片和 PDF", "Only JPG, PNG, WebP, GIF pictures and PDF")
            }
            Refusal::PictureDamaged => pick(
                "这张图片已损坏，请重新拍照或另存后再上传",
                "This picture is damaged; take it again or save it anew",
            ),
            Refusal::OrderIsHere => pick("这个订单号已经存在", "An order of this number is here already"),
            Refusal::LessThanLines(sum) => with(
                "实付总额少于各行实付合计 {v}",
                "This is less than the {v} the lines add up to",
                &sum.grouped(self.currency),
            ),
            Refusal::MoreThanPrice(gross) => {
                with("实付不能超过单价 × 数量 {v}", "No more than price × quantity, {v}", &gross.grouped(self.currency))
            }
            Refusal::BadMapping(zh, en) => with("映射有误：{v}", "The mapping is wrong: {v}", self.lang.pick(zh, en)),
            Refusal::TwoMappings => pick(
                "下面还粘贴了一份映射；请选择“另用下面的映射”，或清空下面的内容",
                "A mapping is pasted below as well; choose it, or empty the box",
            ),
            Refusal::FileEmpty => pick(
                "没有选择文件，或文件是空的（0 字节）；请选择有内容的文件",
                "No file, or an empty one (0 bytes); choose one with something in it",
            ),
            Refusal::File(problem) => self.file(problem),
            Refusal::FileThere(name) => with("“{v}”已经上传过", "“{v}” is there already", name),
            Refusal::TooManyViews(most) => {
                with("最多 {v} 个视图，请先删除不用的", "At most {v} views; delete one first", &most.to_string())
            }
            Refusal::NotEnded => pick("还没有结束，不能归档", "It has not ended, so it cannot be archived"),
            Refusal::UnknownAssignee => {
                pick("请选择可以处理该商户工单的同事", "Choose a colleague who works on this merchant's tickets")
            }
            Refusal::UploadFilesUsedUp(most) => with(
                "24 小时内最多上传 {v} 个文件，已达上限，请稍后再试",
                "You uploaded the {v} files that 24 hours allow; try again later",
                &most.to_string(),
            ),
            Refusal::UploadBytesUsedUp { most, left } => fill(
                self.lang.pick(
                    "24 小时内最多上传 {most} MB，还可上传 {left} MB",
                    "24 hours allow uploads of {most} MB, of which {left} MB are left",
                ),
                &[("most", &(most / 1_048_576).to_string()), ("left", &(left / 1_048_576).to_string())],
            ),
            Refusal::TooManyFiles(most) => with("最多 {v} 个文件", "At most {v} files", &most.to_string()),
            Refusal::WrongPassword => pick("用户名或密码不正确", "User name or password is wrong"),
            Refusal::PasswordTooShort(least) => with("密码至少 {v} 位", "At least {v} characters", &least.to_string()),
            Refusal::PasswordRepeats => {
                pick("不能只重复同一个字符或片段", "It must not be one character or part again and again")
            }
            Refusal::PasswordWellKnown => {
                pick("这个密码太常见，请换一个", "This password is widely known; choose another one")
            }
            Refusal::PasswordHasName => pick("密码不能包含用户名", "It must not contain the user name"),
            Refusal::PasswordsDiffer => pick("两次输入的密码不一致", "The two passwords differ"),
            Refusal::SamePassword => pick("和当前密码一样", "The same as the present one"),
            Refusal::WrongCurrentPassword => pick("当前密码不正确", "This is not your present password"),
            Refusal::WrongSetUpCode => {
                pick("初始化码不正确，请查看启动服务的终端", "Wrong code; look where the server was started")
            }
            Refusal::TryAgainIn(seconds) => {
                with("失败次数过多，请在 {v}后再试", "Too many failed attempts; try again in {v}", &self.span(*seconds))
            }
            Refusal::Busy => pick(
                "同时登录的人太多，请几秒后再试",
                "Too many people are logging in at this moment; try again in a few seconds",
            ),
            Refusal::LastAdmin => {
                pick("至少要保留一位可用的系统管理员", "At least one active administrator must remain")
            }
            Refusal::OwnAccount => pick("不能停用自己的账号", "You cannot disable your own account"),
            Refusal::OwnRights => pick(
                "自己的角色和商户须由另一位管理员修改",
                "Another administrator must change your own roles and merchants",
            ),
            Refusal::OwnPassword => pick("自己的密码请在“我的账号”中修改", "Change your own password under My account"),
            Refusal::InUse => pick("正在使用，不能删除", "In use"),
            Refusal::LastReason => pick("“其他”原因不能删除", "The reason “other” cannot be deleted"),
            Refusal::LastDefault => pick("必须保留一个默认项", "One default must remain"),
            Refusal::LastActive => pick("至少要保留一个启用的", "At least one must stay active"),
            Refusal::StationLeadsHere => pick(
                "还有启用的退货地址指向这个仓库，请先修改或停用该地址",
                "An active return station leads here; change or retire that one first",
            ),
            Refusal::DaysRange(most) => with("请填写 0–{v} 的整数", "A whole number from 0 to {v}", &most.to_string()),
            Refusal::BadZone => {
                pick("没有这个时区，应形如 Asia/Shanghai", "No such time zone; write it as Asia/Shanghai")
            }
            Refusal::ClosesBeforeItOpens => pick("下班须晚于上班", "It must close after it opens"),
            Refusal::UnknownPlaceholder(name) => {
                with("没有“{{v}}”这一项，只能用 {ticket} 和 {order}", "Nothing is called {{v}}; use {ticket} and {order}", name)
            }
            Refusal::BadCode => {
                pick("1–20 位大写字母、数字、横线或下划线", "1 to 20 capitals, digits, hyphens or underscores")
            }
        }
    }
}
