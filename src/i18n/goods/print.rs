//! Words of the printed sheets.

use crate::i18n::texts;

texts! {
    /// The return document and the return slip.
    Print {
        back: "返回工单", "Back to the ticket";
        print: "打印", "Print";
        return_document: "退货单据", "Return document";
        return_slip: "退换货详情单", "Return slip";
        send_to: "请寄到", "Send to";
        enclose: "请在包裹里放入本单，不接受到付", "Enclose this sheet; no cash on delivery";
        no_address: "退货地址待定", "The return address is still to be given";
        goods: "退回商品", "Goods to return";
        item: "商品", "Item";
        code: "编码", "Code";
        reason: "原因", "Reason";
        quantity: "数量", "Quantity";
        expected: "预计退款", "Expected refund";
        freight: "运费", "Freight";
        total: "合计", "Total";
        order: "订单", "Order";
        order_no: "订单编号", "Order number";
        ordered: "下单时间", "Ordered";
        buyer: "买家", "Buyer";
        requested: "申请日期", "Requested on";
        remark: "备注", "Remark";
        reviewer: "审核人", "Reviewer";
        receiver: "收货人", "Received by";
        date: "日期", "Date";
        nickname: "买家昵称", "Buyer's nickname";
        phone_tail: "手机尾号", "phone tail";
        purchase: "购买信息", "Purchase";
        gift: "有无赠品", "Gift";
        product: "产品", "Product";
        signed: "客户签收", "Signed for";
        buyer_pays: "买家承担运费", "Buyer bears freight";
        address: "收货地址", "Delivery address";
        handling: "处理要求", "Requested handling";
        words: "退换原因", "Reason for the return";
        boxes: "勾选", "Tick";
        box_refund: "退款", "Refund";
        box_packaging_ok: "包装完好", "Packaging intact";
        box_no_reason: "七天无理由退货", "7-day no-reason return";
        box_exchange: "退换货", "Return or exchange";
        box_packaging_damaged: "包装破损", "Packaging damaged";
        box_direct: "直接退款", "Direct refund";
        customer: "客户签名", "Customer";
        clerk: "经办人", "Handled by";
        yes: "是", "Yes";
        no: "否", "No";
        none: "无", "None";
    }
}
