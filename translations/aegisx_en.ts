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
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Upgrade site: %n migration(s)</source>
        <translation>
            <numerusform>Upgrade site: %n migration</numerusform>
            <numerusform>Upgrade site: %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Upgrade site: %n seed(s)</source>
        <translation>
            <numerusform>Upgrade site: %n seed</numerusform>
            <numerusform>Upgrade site: %n seeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Upgrade module %1: %n migration(s)</source>
        <translation>
            <numerusform>Upgrade module %1: %n migration</numerusform>
            <numerusform>Upgrade module %1: %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Roll back in module %1: %n migration(s)</source>
        <translation>
            <numerusform>Roll back in module %1: %n migration</numerusform>
            <numerusform>Roll back in module %1: %n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Load reference data of module %1: %n seed(s)</source>
        <translation>
            <numerusform>Load reference data of module %1: %n seed</numerusform>
            <numerusform>Load reference data of module %1: %n seeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pending</source>
        <translation>
            <numerusform>%n pending</numerusform>
            <numerusform>%n pending</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Run %n pending...</source>
        <translation>
            <numerusform>Run %n pending...</numerusform>
            <numerusform>Run %n pending...</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing is installed in this database yet: %n migration(s) pending.</source>
        <translation>
            <numerusform>Nothing is installed in this database yet: %n migration pending.</numerusform>
            <numerusform>Nothing is installed in this database yet: %n migrations pending.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) pending in one module.</source>
        <translation>
            <numerusform>%n migration pending in one module.</numerusform>
            <numerusform>%n migrations pending in one module.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s) pending in %1 modules.</source>
        <translation>
            <numerusform>%n migration pending in %1 modules.</numerusform>
            <numerusform>%n migrations pending in %1 modules.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Upgrade site: %n migration(s)...</source>
        <translation>
            <numerusform>Upgrade site: %n migration...</numerusform>
            <numerusform>Upgrade site: %n migrations...</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s) cannot be undone.</source>
        <translation>
            <numerusform>%n step cannot be undone.</numerusform>
            <numerusform>%n steps cannot be undone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n migration(s)</source>
        <translation>
            <numerusform>%n migration</numerusform>
            <numerusform>%n migrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n seed(s)</source>
        <translation>
            <numerusform>%n seed</numerusform>
            <numerusform>%n seeds</numerusform>
        </translation>
    </message>
</context>
</TS>
