//! Words of the product pages.

use crate::i18n::texts;

texts! {
    /// The product pages.
    Products {
        title: "商品", "Products";
        all: "全部", "All";
        search: "商品编码或名称", "SKU or name";
        sku: "商品编码", "SKU";
        name: "名称", "Name";
        merchant: "商户", "Merchant";
        category: "类目", "Category";
        category_hint: "售后规则可以按类目设定", "Policies may be about a category";
        barcode: "条码", "Barcode";
        custom_made: "定制商品", "Custom-made";
        returnable: "支持无理由退货", "May come back without a reason";
        accessories: "应寄回的配件", "What a return holds";
        accessories_hint: "例如：包装盒、充电器、说明书", "Such as box, charger, manual";
        left_out: "不支持无理由", "Left out";
        empty: "没有符合条件的商品", "No product matches";
        empty_hint: "商品来自订单，也可以从文件导入。", "Products come from orders, or from a file.";
        edit: "修改商品资料", "Change the product";
        saved: "商品资料已保存。", "The product is saved.";
        file_title: "导入商品资料", "Import products";
        file: "文件", "File";
        file_hint: "CSV 或 XLSX：sku、name、category、barcode、custom_made、returnable、accessories（是/否）。空格子保持原值；有一行不能用，整个文件都不写入。", "CSV or XLSX: sku, name, category, barcode, custom_made, returnable (yes or no), accessories. An empty cell leaves what is there; with one bad line nothing is taken.";
        send_file: "导入", "Import";
        done_file: "商品文件已导入：新增 {new}，更新 {updated}，不变 {unchanged}", "Products taken: {new} new, {updated} updated, {unchanged} unchanged";
    }
}
