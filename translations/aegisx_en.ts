<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Tr</name>
    <message numerus="yes">
        <source>Done: %n step(s) carried out.</source>
        <translation>
            <numerusform>Done: %n step carried out.</numerusform>
            <numerusform>Done: %n steps carried out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Upgrade: %n migration(s)</source>
        <translation>
            <numerusform>Upgrade: %n migration</numerusform>
            <numerusform>Upgrade: %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Roll back: %n migration(s)</source>
        <translation>
            <numerusform>Roll back: %n migration</numerusform>
            <numerusform>Roll back: %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load reference data: %n seed(s)</source>
        <translation>
            <numerusform>Load reference data: %n seed</numerusform>
            <numerusform>Load reference data: %n seeds</numerusform>
        </translation>
    </message>
</context>
</TS>
