//! Words of the form for an order that is not here yet.

use crate::i18n::texts;

texts! {
    /// The form for a typed order.
    TypedOrders {
        title: "补录订单", "Type an order";
        why: "订单还没有导入时先建单受理售后；不会自动退款，导入后自动合并。", "For an order that was not imported yet: nothing of it is refunded automatically, and the import completes it when it comes.";
        order: "订单", "Order";
        order_no: "订单号", "Order no.";
        shop: "店铺", "Shop";
        ordered_on: "下单日期", "Ordered on";
        paid: "实付总额（含运费）", "Paid in all, delivery included";
        paid_hint: "超出各行实付的部分记为运费", "what the lines do not explain counts as delivery";
        shipped: "已发货", "It was shipped";
        signed_on: "签收日期", "Signed for on";
        buyer: "买家", "Buyer";
        buyer_hint: "填写后可按姓名、手机尾号或账号找到这位买家", "With these the caller is found again by name, phone tail or account";
        buyer_name: "姓名", "Name";
        buyer_phone: "电话", "Phone";
        buyer_account: "平台账号", "Account on the platform";
        more_lines: "加一行", "One line more";
        goods: "商品", "Goods";
        sku: "编码", "SKU";
        name: "名称", "Name";
        quantity: "数量", "Quantity";
        unit_price: "单价", "Unit price";
        line_paid: "实付", "Paid";
        line_paid_hint: "不填则为单价 × 数量", "empty: price × quantity";
        save: "建单并申请售后", "Save and open an after-sale";
    }
}
