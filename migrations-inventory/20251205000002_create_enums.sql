-- All enumerated types of the module in one place, since tables all over it share them.
-- The comment of a type tells what each label means.
-- migrate:up
CREATE TYPE inventory.location_type AS ENUM (
    'WAREHOUSE', 'PHARMACY', 'WARD', 'EMERGENCY', 'OPERATING', 'ICU', 'STORAGE', 'QUARANTINE'
);
COMMENT ON TYPE inventory.location_type IS
    'Kind of location | ประเภทสถานที่: '
    'WAREHOUSE = drug warehouse | คลังยา; '
    'PHARMACY = pharmacy | ห้องยา; '
    'WARD = ward | หอผู้ป่วย; '
    'EMERGENCY = emergency room | ห้องฉุกเฉิน; '
    'OPERATING = operating room | ห้องผ่าตัด; '
    'ICU = intensive care unit | หอผู้ป่วยวิกฤต; '
    'STORAGE = sub-store | คลังย่อย; '
    'QUARANTINE = quarantine area | พื้นที่กักกัน';

CREATE TYPE inventory.company_type AS ENUM ('VENDOR', 'MANUFACTURER', 'BOTH');
COMMENT ON TYPE inventory.company_type IS
    'Kind of company | ประเภทบริษัท: '
    'VENDOR = sells | ผู้ขาย; '
    'MANUFACTURER = makes | ผู้ผลิต; '
    'BOTH = sells and makes | ทั้งผู้ขายและผู้ผลิต';

CREATE TYPE inventory.dept_consumption_group AS ENUM (
    'GROUP_1', 'GROUP_2', 'GROUP_3', 'GROUP_4', 'GROUP_5', 'GROUP_6', 'GROUP_7', 'GROUP_8',
    'GROUP_9'
);
COMMENT ON TYPE inventory.dept_consumption_group IS
    'Department group of the ministry reports | กลุ่มหน่วยงานตามรายงานกระทรวง: '
    'GROUP_1 = outpatients and inpatients | ผู้ป่วยนอกและผู้ป่วยใน; '
    'GROUP_2 = outpatients over 70 percent | ผู้ป่วยนอกมากกว่าร้อยละ 70; '
    'GROUP_3 = inpatients over 70 percent | ผู้ป่วยในมากกว่าร้อยละ 70; '
    'GROUP_4 = other units of the hospital | หน่วยงานอื่นในโรงพยาบาล; '
    'GROUP_5 = health centres of the network | รพ.สต. ในเครือข่าย; '
    'GROUP_6 = health centres handed over to local government | รพ.สต. ที่ถ่ายโอนแล้ว; '
    'GROUP_7 = not used by the ministry | กระทรวงไม่ใช้; '
    'GROUP_8 = not used by the ministry | กระทรวงไม่ใช้; '
    'GROUP_9 = outside the hospital | นอกโรงพยาบาล';

CREATE TYPE inventory.unit_type AS ENUM ('WEIGHT', 'VOLUME', 'QUANTITY', 'POTENCY');
COMMENT ON TYPE inventory.unit_type IS
    'What a unit measures | สิ่งที่หน่วยนับวัด: '
    'WEIGHT = weight | น้ำหนัก; '
    'VOLUME = volume | ปริมาตร; '
    'QUANTITY = count | จำนวนนับ; '
    'POTENCY = strength of effect or amount of substance | ความแรงหรือปริมาณสาร';

CREATE TYPE inventory.nlem_status AS ENUM ('E', 'N');
COMMENT ON TYPE inventory.nlem_status IS
    'National List of Essential Medicines | บัญชียาหลักแห่งชาติ: '
    'E = essential, on the list (ED) | ยาในบัญชียาหลักแห่งชาติ; '
    'N = non-essential, not on the list (NED) | ยานอกบัญชียาหลักแห่งชาติ';

CREATE TYPE inventory.drug_status AS ENUM ('STATUS_1', 'STATUS_2', 'STATUS_3', 'STATUS_4');
COMMENT ON TYPE inventory.drug_status IS
    'State of a drug in the hospital list | สถานะยาในบัญชียาโรงพยาบาล: '
    'STATUS_1 = in use | ใช้อยู่; '
    'STATUS_2 = removed, stock is left | ตัดออกแต่ยังมียาเหลือ; '
    'STATUS_3 = for single patients only | ยาเฉพาะราย; '
    'STATUS_4 = removed, no stock is left | ตัดออกและหมดแล้ว';

CREATE TYPE inventory.product_category AS ENUM (
    'CATEGORY_1', 'CATEGORY_2', 'CATEGORY_3', 'CATEGORY_4', 'CATEGORY_5'
);
COMMENT ON TYPE inventory.product_category IS
    'Product category of the ministry | ประเภทผลิตภัณฑ์ของกระทรวง: '
    'CATEGORY_1 = modern medicine registered with the Thai FDA | ยาแผนปัจจุบันขึ้นทะเบียน อย.; '
    'CATEGORY_2 = modern medicine made by the hospital | ยาแผนปัจจุบันที่โรงพยาบาลผลิต; '
    'CATEGORY_3 = registered herbal medicine | ยาสมุนไพรขึ้นทะเบียน; '
    'CATEGORY_4 = herbal medicine made by the hospital | ยาสมุนไพรที่โรงพยาบาลผลิต; '
    'CATEGORY_5 = other | ประเภทอื่น';

CREATE TYPE inventory.budget_class AS ENUM ('OPERATIONAL', 'INVESTMENT', 'EMERGENCY', 'RESEARCH');
COMMENT ON TYPE inventory.budget_class IS
    'Class of a budget | ประเภทงบ: '
    'OPERATIONAL = running costs | งบดำเนินงาน; '
    'INVESTMENT = investment | งบลงทุน; '
    'EMERGENCY = emergency | งบฉุกเฉิน; '
    'RESEARCH = research | งบวิจัย';

CREATE TYPE inventory.budget_plan_status AS ENUM (
    'DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'REVISED'
);
COMMENT ON TYPE inventory.budget_plan_status IS
    'State of a budget plan | สถานะแผนงบประมาณ: '
    'DRAFT = draft | ร่าง; '
    'SUBMITTED = submitted | ส่งแล้ว; '
    'APPROVED = approved | อนุมัติ; '
    'REJECTED = rejected | ไม่อนุมัติ; '
    'REVISED = revised after approval | ปรับแผนหลังอนุมัติ';

CREATE TYPE inventory.reservation_status AS ENUM ('ACTIVE', 'RELEASED', 'EXPIRED', 'COMMITTED');
COMMENT ON TYPE inventory.reservation_status IS
    'State of a budget reservation | สถานะการกันเงินงบประมาณ: '
    'ACTIVE = money is reserved | กันเงินอยู่; '
    'RELEASED = given back | คืนเงินแล้ว; '
    'EXPIRED = past its date | พ้นกำหนด; '
    'COMMITTED = spent | ตัดจ่ายแล้ว';

CREATE TYPE inventory.contract_type AS ENUM ('FRAMEWORK', 'SPECIFIC', 'ANNUAL');
COMMENT ON TYPE inventory.contract_type IS
    'Kind of contract | ประเภทสัญญา: '
    'FRAMEWORK = framework contract | สัญญากรอบ; '
    'SPECIFIC = contract for one purchase | สัญญาเฉพาะครั้ง; '
    'ANNUAL = contract for a year | สัญญารายปี';

CREATE TYPE inventory.contract_status AS ENUM ('DRAFT', 'ACTIVE', 'EXPIRED', 'TERMINATED');
COMMENT ON TYPE inventory.contract_status IS
    'State of a contract | สถานะสัญญา: '
    'DRAFT = draft | ร่าง; '
    'ACTIVE = in force | มีผลบังคับใช้; '
    'EXPIRED = ended on its date | สิ้นสุดตามกำหนด; '
    'TERMINATED = ended early | ยกเลิกก่อนกำหนด';

CREATE TYPE inventory.pr_priority AS ENUM ('URGENT', 'HIGH', 'NORMAL', 'LOW');
COMMENT ON TYPE inventory.pr_priority IS
    'Urgency of a purchase request | ความเร่งด่วนของใบขอซื้อ: '
    'URGENT = urgent | เร่งด่วน; '
    'HIGH = high | สูง; '
    'NORMAL = normal | ปกติ; '
    'LOW = low | ต่ำ';

CREATE TYPE inventory.pr_status AS ENUM (
    'DRAFT', 'SUBMITTED', 'APPROVED', 'REJECTED', 'CANCELLED', 'CONVERTED'
);
COMMENT ON TYPE inventory.pr_status IS
    'State of a purchase request | สถานะใบขอซื้อ: '
    'DRAFT = draft | ร่าง; '
    'SUBMITTED = submitted | ส่งแล้ว; '
    'APPROVED = approved | อนุมัติ; '
    'REJECTED = rejected | ไม่อนุมัติ; '
    'CANCELLED = cancelled | ยกเลิก; '
    'CONVERTED = made into a purchase order | ออกใบสั่งซื้อแล้ว';

CREATE TYPE inventory.po_status AS ENUM (
    'DRAFT', 'PENDING', 'APPROVED', 'SENT', 'PARTIAL', 'COMPLETED', 'CANCELLED'
);
COMMENT ON TYPE inventory.po_status IS
    'State of a purchase order | สถานะใบสั่งซื้อ: '
    'DRAFT = draft | ร่าง; '
    'PENDING = waiting for approval | รออนุมัติ; '
    'APPROVED = approved | อนุมัติ; '
    'SENT = sent to the vendor | ส่งผู้ขายแล้ว; '
    'PARTIAL = received in part | รับบางส่วน; '
    'COMPLETED = received in full | รับครบแล้ว; '
    'CANCELLED = cancelled | ยกเลิก';

CREATE TYPE inventory.payment_terms AS ENUM (
    'NET15', 'NET30', 'NET45', 'NET60', 'IMMEDIATE', 'COD'
);
COMMENT ON TYPE inventory.payment_terms IS
    'When the vendor is paid | เงื่อนไขการชำระเงิน: '
    'NET15 = within 15 days | ภายใน 15 วัน; '
    'NET30 = within 30 days | ภายใน 30 วัน; '
    'NET45 = within 45 days | ภายใน 45 วัน; '
    'NET60 = within 60 days | ภายใน 60 วัน; '
    'IMMEDIATE = at once | ทันที; '
    'COD = on delivery | เมื่อส่งของ';

CREATE TYPE inventory.receipt_status AS ENUM (
    'DRAFT', 'INSPECTING', 'ACCEPTED', 'PARTIAL', 'REJECTED', 'POSTED'
);
COMMENT ON TYPE inventory.receipt_status IS
    'State of a receipt of goods | สถานะใบรับของ: '
    'DRAFT = draft | ร่าง; '
    'INSPECTING = being inspected | กำลังตรวจรับ; '
    'ACCEPTED = accepted | ตรวจรับแล้ว; '
    'PARTIAL = accepted in part | ตรวจรับบางส่วน; '
    'REJECTED = rejected | ไม่รับ; '
    'POSTED = posted to stock | ลงบัญชีแล้ว';

CREATE TYPE inventory.inspector_role AS ENUM ('CHAIRMAN', 'MEMBER', 'SECRETARY');
COMMENT ON TYPE inventory.inspector_role IS
    'Role in the inspection committee | ตำแหน่งในคณะกรรมการตรวจรับ: '
    'CHAIRMAN = chair | ประธานกรรมการ; '
    'MEMBER = member | กรรมการ; '
    'SECRETARY = secretary | เลขานุการ';

CREATE TYPE inventory.approval_doc_type AS ENUM (
    'DIRECTOR_APPROVAL', 'COMMITTEE_APPROVAL', 'BOARD_APPROVAL', 'SPECIAL_APPROVAL'
);
COMMENT ON TYPE inventory.approval_doc_type IS
    'Who approved | ผู้อนุมัติ: '
    'DIRECTOR_APPROVAL = director | ผู้อำนวยการ; '
    'COMMITTEE_APPROVAL = committee | คณะกรรมการ; '
    'BOARD_APPROVAL = hospital board | คณะกรรมการบริหาร; '
    'SPECIAL_APPROVAL = special approval | อนุมัติกรณีพิเศษ';

CREATE TYPE inventory.payment_method AS ENUM ('CASH', 'CHEQUE', 'TRANSFER', 'CREDIT_CARD');
COMMENT ON TYPE inventory.payment_method IS
    'How the vendor is paid | วิธีชำระเงิน: '
    'CASH = cash | เงินสด; '
    'CHEQUE = cheque | เช็ค; '
    'TRANSFER = bank transfer | โอนเงิน; '
    'CREDIT_CARD = credit card | บัตรเครดิต';

CREATE TYPE inventory.payment_status AS ENUM (
    'PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'REFUNDED'
);
COMMENT ON TYPE inventory.payment_status IS
    'State of a payment | สถานะการชำระเงิน: '
    'PENDING = waiting | รอชำระ; '
    'PROCESSING = in progress | กำลังดำเนินการ; '
    'COMPLETED = paid | ชำระแล้ว; '
    'FAILED = failed | ชำระไม่สำเร็จ; '
    'REFUNDED = paid back | คืนเงินแล้ว';

CREATE TYPE inventory.transaction_type AS ENUM ('RECEIVE', 'ISSUE', 'TRANSFER', 'ADJUST', 'RETURN');
COMMENT ON TYPE inventory.transaction_type IS
    'Movement of stock | การเคลื่อนไหวของคลัง: '
    'RECEIVE = received | รับ; '
    'ISSUE = issued | จ่าย; '
    'TRANSFER = moved to another location | โอน; '
    'ADJUST = corrected | ปรับยอด; '
    'RETURN = brought back | คืน';

CREATE TYPE inventory.adjustment_type AS ENUM ('INCREASE', 'DECREASE');
COMMENT ON TYPE inventory.adjustment_type IS
    'Direction of a stock correction | ทิศทางการปรับยอด: '
    'INCREASE = more stock | เพิ่มยอด; '
    'DECREASE = less stock | ลดยอด';

CREATE TYPE inventory.distribution_status AS ENUM (
    'PENDING', 'APPROVED', 'DISPENSED', 'COMPLETED', 'CANCELLED'
);
COMMENT ON TYPE inventory.distribution_status IS
    'State of a distribution | สถานะการจ่ายยา: '
    'PENDING = waiting | รอดำเนินการ; '
    'APPROVED = approved | อนุมัติ; '
    'DISPENSED = handed out | จ่ายแล้ว; '
    'COMPLETED = closed | เสร็จสิ้น; '
    'CANCELLED = cancelled | ยกเลิก';

CREATE TYPE inventory.return_status AS ENUM (
    'DRAFT', 'SUBMITTED', 'VERIFIED', 'POSTED', 'CANCELLED'
);
COMMENT ON TYPE inventory.return_status IS
    'State of a return | สถานะการคืนยา: '
    'DRAFT = draft | ร่าง; '
    'SUBMITTED = submitted | ส่งแล้ว; '
    'VERIFIED = checked | ตรวจสอบแล้ว; '
    'POSTED = posted to stock | ลงบัญชีแล้ว; '
    'CANCELLED = cancelled | ยกเลิก';

CREATE TYPE inventory.return_type AS ENUM ('PURCHASED', 'FREE');
COMMENT ON TYPE inventory.return_type IS
    'How returned goods were obtained | ที่มาของยาที่คืน: '
    'PURCHASED = bought | ซื้อ; '
    'FREE = free goods | ของแถม';

CREATE TYPE inventory.return_action_type AS ENUM ('REFUND', 'REPLACE', 'CREDIT', 'DISPOSE');
COMMENT ON TYPE inventory.return_action_type IS
    'What the vendor does about a return | การดำเนินการเมื่อคืนยา: '
    'REFUND = money back | คืนเงิน; '
    'REPLACE = replacement | เปลี่ยนของ; '
    'CREDIT = credit note | ลดหนี้; '
    'DISPOSE = destruction | ทำลาย';

CREATE TYPE inventory.tmt_level AS ENUM (
    'SUBS', 'VTM', 'GP', 'TP', 'GPU', 'TPU', 'GPP', 'TPP', 'GP_F', 'GP_X'
);
COMMENT ON TYPE inventory.tmt_level IS
    'Level of a TMT concept | ระดับของรหัสยา TMT: '
    'SUBS = substance | สารตั้งต้น; '
    'VTM = virtual therapeutic moiety | สารที่ออกฤทธิ์ทางยา; '
    'GP = generic product | ยาชื่อสามัญ; '
    'TP = trade product | ยาชื่อการค้า; '
    'GPU = generic product use | ยาชื่อสามัญและหน่วยการใช้; '
    'TPU = trade product use | ยาชื่อการค้าและหน่วยการใช้; '
    'GPP = generic product pack | ยาชื่อสามัญและขนาดบรรจุ; '
    'TPP = trade product pack | ยาชื่อการค้าและขนาดบรรจุ; '
    'GP_F = hospital formulary product | ยาตามเภสัชตำรับโรงพยาบาล; '
    'GP_X = extemporaneous product | ยาเตรียมเฉพาะราย';

CREATE TYPE inventory.tmt_relation_type AS ENUM ('IS_A', 'HAS_INGREDIENT', 'HAS_FORM');
COMMENT ON TYPE inventory.tmt_relation_type IS
    'How two TMT concepts are related | ความสัมพันธ์ของรหัสยา TMT: '
    'IS_A = is a kind of | เป็นชนิดหนึ่งของ; '
    'HAS_INGREDIENT = contains | มีส่วนประกอบเป็น; '
    'HAS_FORM = has the dosage form | มีรูปแบบยาเป็น';

CREATE TYPE inventory.his_mapping_status AS ENUM ('MAPPED', 'UNMAPPED', 'PENDING', 'VERIFIED');
COMMENT ON TYPE inventory.his_mapping_status IS
    'State of a match with the hospital system | สถานะการจับคู่รหัสกับระบบโรงพยาบาล: '
    'MAPPED = matched | จับคู่แล้ว; '
    'UNMAPPED = not matched | ยังไม่จับคู่; '
    'PENDING = waiting for a check | รอตรวจสอบ; '
    'VERIFIED = matched and checked | จับคู่และตรวจสอบแล้ว';

CREATE TYPE inventory.hpp_type AS ENUM ('R', 'M', 'F', 'X', 'OHPP');
COMMENT ON TYPE inventory.hpp_type IS
    'Kind of hospital pharmaceutical product | ประเภทยาที่โรงพยาบาลผลิต: '
    'R = repackaged | ยาบรรจุใหม่; '
    'M = modified | ยาปรุงใหม่; '
    'F = hospital formulary | ยาตามเภสัชตำรับโรงพยาบาล; '
    'X = extemporaneous | ยาเตรียมเฉพาะราย; '
    'OHPP = sold to other hospitals | ยาที่ผลิตขายให้โรงพยาบาลอื่น';

-- migrate:down
DROP TYPE inventory.hpp_type;
DROP TYPE inventory.his_mapping_status;
DROP TYPE inventory.tmt_relation_type;
DROP TYPE inventory.tmt_level;
DROP TYPE inventory.return_action_type;
DROP TYPE inventory.return_type;
DROP TYPE inventory.return_status;
DROP TYPE inventory.distribution_status;
DROP TYPE inventory.adjustment_type;
DROP TYPE inventory.transaction_type;
DROP TYPE inventory.payment_status;
DROP TYPE inventory.payment_method;
DROP TYPE inventory.approval_doc_type;
DROP TYPE inventory.inspector_role;
DROP TYPE inventory.receipt_status;
DROP TYPE inventory.payment_terms;
DROP TYPE inventory.po_status;
DROP TYPE inventory.pr_status;
DROP TYPE inventory.pr_priority;
DROP TYPE inventory.contract_status;
DROP TYPE inventory.contract_type;
DROP TYPE inventory.reservation_status;
DROP TYPE inventory.budget_plan_status;
DROP TYPE inventory.budget_class;
DROP TYPE inventory.product_category;
DROP TYPE inventory.drug_status;
DROP TYPE inventory.nlem_status;
DROP TYPE inventory.unit_type;
DROP TYPE inventory.dept_consumption_group;
DROP TYPE inventory.company_type;
DROP TYPE inventory.location_type;
