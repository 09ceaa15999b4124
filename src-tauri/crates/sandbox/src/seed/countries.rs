//! Countries, with number ranges that their numbering plans assign to mobile phones.

/// A country with the start of one of its mobile ranges, and a part of an alias.
#[derive(Debug, Clone, Copy)]
pub struct Country {
    /// ISO 3166-1, two letters.
    pub iso: &'static str,
    /// Country code and the first digits of a mobile range.
    pub prefix: u64,
    /// How many digits follow the prefix.
    pub more: u32,
    /// An alias in a local script. It is empty if the country's numbers have no alias.
    pub alias: &'static str,
}

const fn country(iso: &'static str, prefix: u64, more: u32, alias: &'static str) -> Country {
    Country { iso, prefix, more, alias }
}

/// In the order in which the first numbers use them.
pub const COUNTRIES: &[Country] = &[
    country("IN", 91981, 7, "दिल्ली सहायता"),
    country("DE", 491512, 7, "Vertrieb München"),
    country("GB", 447400, 6, "Delivery UK 🚚"),
    country("FR", 33612, 6, "Service clients — Île-de-France"),
    country("ES", 34612, 6, "Atención España"),
    country("IT", 39312, 7, "Negozio di Milano"),
    country("US", 12125, 6, "Front desk, New York"),
    country("JM", 187621, 5, "Kingston desk 🌴"),
    country("CA", 120423, 5, "Winnipeg"),
    country("BR", 551196, 7, "Suporte São Paulo"),
    country("MX", 52222, 7, "Atención a clientes"),
    country("CO", 57321, 7, ""),
    country("TR", 90501, 7, "Müşteri hizmetleri"),
    country("EG", 20100, 7, "الدعم — القاهرة"),
    country("NG", 234802, 7, "Lagos night shift"),
    country("VN", 84912, 6, "Hỗ trợ Hà Nội"),
    country("KZ", 7771, 7, "Поддержка Алматы"),
    country("JP", 81901, 7, "サポート東京"),
    country("PT", 351912, 6, "Loja de Lisboa"),
    country("NL", 3161, 7, ""),
    country("AE", 97150, 7, "خدمة العملاء دبي"),
    country("ZA", 2771, 7, "Cape Town 🎧"),
    country("ID", 62812, 7, "Layanan Jakarta"),
    country("PL", 48512, 6, "Obsługa klienta — Łódź"),
    country("AU", 61412, 6, "Returns & refunds"),
    country("KE", 254712, 6, ""),
    country("SE", 4670, 7, "Kundtjänst Malmö"),
    country("GR", 30691, 7, "Υποστήριξη Αθήνα"),
    country("TH", 6681, 7, "ฝ่ายบริการลูกค้า"),
    country("KR", 8210, 8, "고객센터 서울"),
    country("IL", 97252, 7, "שירות לקוחות"),
];
