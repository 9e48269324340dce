#pragma once

#include "core/base/finding.h"
#include "core/lint/linter.h"
#include "tests/support/modulefolder.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace aegisx::test {

// A text with the places marked where something is to be found: "CREATE TABLE @drugs ()".
struct MarkedText {
    explicit MarkedText(QByteArray marked);

    QByteArray text; // without the marks
    QStringList places; // "line:column" of each
};

// The module "lab", which requires "core", among that and a module "ward" that it does not.
// 001_create_lab makes the schema and the table lab.old (id, name varchar(20), amount, note text).
class LintFolder final
{
public:
    LintFolder();

    // A file of the module as it is; a migration's name has no ending.
    void add(const QString &stem, const QByteArray &content);
    // A migration with these sections: up starts in line 2.
    void addMigration(const QString &stem, const QByteArray &up, const QByteArray &down);
    void write(const QString &relativePath, const QByteArray &content);

    [[nodiscard]] lint::LintScope scope() const;
    [[nodiscard]] lint::LintReport report() const;
    // "name line:column severity" of each finding of the rule.
    [[nodiscard]] QStringList found(const QString &rule) const;
    // "name line:column rule" of every finding.
    [[nodiscard]] QStringList all() const;

    [[nodiscard]] ModuleFolder &folder() { return m_lab; }

private:
    ModuleFolder m_core;
    ModuleFolder m_ward;
    ModuleFolder m_lab;
};

} // namespace aegisx::test
