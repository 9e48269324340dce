<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="th_TH" sourcelanguage="en">
<context>
    <name>Each comment names the one problem that the checker must find; none: a good message</name>
    <message>
        <source>The file %1 holds "a b" and so on.</source>
        <translation>มีข้อความ “a b” และอื่น&#xa0;ๆ ในไฟล์ %1</translation>
    </message>
    <message>
        <source>not translated yet</source>
        <translatorcomment>unfinished</translatorcomment>
        <translation type="unfinished">ยังไม่เสร็จ</translation>
    </message>
    <message>
        <source>gone from the sources</source>
        <translatorcomment>vanished</translatorcomment>
        <translation type="vanished">หายไปแล้ว</translation>
    </message>
    <message>
        <source>empty text</source>
        <translatorcomment>empty</translatorcomment>
        <translation></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translatorcomment>placeholders</translatorcomment>
        <translation>%1 จาก %1</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translatorcomment>placeholders</translatorcomment>
        <translation>
            <numerusform>หลายแถว</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n table(s)</source>
        <translatorcomment>number of forms</translatorcomment>
        <translation>
            <numerusform>%n ตาราง</numerusform>
            <numerusform>%n ตาราง</numerusform>
        </translation>
    </message>
    <message>
        <source>Done.</source>
        <translatorcomment>full stop</translatorcomment>
        <translation>เสร็จสิ้น.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>untranslated</translatorcomment>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>blank at the end</source>
        <translatorcomment>blanks around</translatorcomment>
        <translation>ยกเลิก </translation>
    </message>
    <message>
        <source>straight</source>
        <translatorcomment>straight quotes</translatorcomment>
        <translation>ชื่อ "นี้"</translation>
    </message>
    <message>
        <source>Latin</source>
        <translatorcomment>spacing</translatorcomment>
        <translation>เซิร์ฟเวอร์PostgreSQL</translation>
    </message>
    <message>
        <source>and so on</source>
        <translatorcomment>repetition mark</translatorcomment>
        <translation>และอื่นๆ</translation>
    </message>
    <message>
        <source>Write "requires".</source>
        <translatorcomment>lost: requires</translatorcomment>
        <translation>ให้เขียน “ต้องมี”</translation>
    </message>
    <message>
        <source>Release it: aegisx-sitectl unlock %1</source>
        <translatorcomment>lost: aegisx-sitectl unlock %1</translatorcomment>
        <translation>ปลดล็อกด้วยคำสั่ง: aegisx-sitectl ปลดล็อก %1</translation>
    </message>
    <message>
        <source>Correct search_path.</source>
        <translatorcomment>lost: search_path</translatorcomment>
        <translation>แก้ไขเส้นทางค้นหา</translation>
    </message>
    <message>
        <source>Please wait</source>
        <translatorcomment>กรุณา: write โปรด</translatorcomment>
        <translation>กรุณารอสักครู่</translation>
    </message>
    <message>
        <source>locked</source>
        <translatorcomment>ล็อค: write ล็อก</translatorcomment>
        <translation>ถูกล็อค</translation>
    </message>
    <message>
        <source>&amp;Copy rows</source>
        <translatorcomment>mnemonics</translatorcomment>
        <translation>คัดลอกแถว</translation>
    </message>
    <message>
        <source>Nuts &amp;&amp; &amp;bolts of R &amp; D&amp;nbsp;</source>
        <translation>นัต &amp;&amp; และสลัก(&amp;B) ของ R &amp; D&amp;nbsp;</translation>
    </message>
    <message>
        <source>Show </source>
        <translation>แสดง </translation>
    </message>
    <message>
        <source>Shift</source>
        <translatorcomment>untranslated</translatorcomment>
        <translation>Shift</translation>
    </message>
</context>
<context>
    <name>QShortcut</name>
    <message>
        <source>Shift</source>
        <translation>Shift</translation>
    </message>
</context>
</TS>
