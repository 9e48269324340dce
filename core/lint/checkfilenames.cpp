#include "core/base/tr.h"
#include "core/lint/checks.h"
#include "core/modules/migrationname.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>

namespace aegisx::lint {

using namespace Qt::StringLiterals;
using modules::ChangeKind;
using modules::MigrationKind;
using modules::MigrationName;
using modules::ObjectChange;
using modules::ObjectKind;

namespace {

// What a file makes, as the ranges of numbers tell files apart.
enum class Makes { Table, Schema, View, Function, Type, Index, Sequence, Nothing };

MigrationName nameOf(const LintFile &file)
{
    return modules::migrationNameOf(file.stem);
}

Makes makesOf(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Table:
        return Makes::Table;
    case ObjectKind::Schema:
        return Makes::Schema;
    case ObjectKind::View:
    case ObjectKind::MaterializedView:
        return Makes::View;
    case ObjectKind::Function:
    case ObjectKind::Trigger:
        return Makes::Function;
    case ObjectKind::Type:
    case ObjectKind::Domain:
    case ObjectKind::Extension:
        return Makes::Type;
    case ObjectKind::Index:
        return Makes::Index;
    case ObjectKind::Sequence:
        return Makes::Sequence;
    default:
        return Makes::Nothing;
    }
}

// Of several things the one that gives the file its place, which stands first in Makes.
Makes makesOf(const LintFile &file)
{
    Makes makes = Makes::Nothing;
    for (const ObjectChange &change : file.up->analysis.changes) {
        if (change.change == ChangeKind::Create)
            makes = std::min(makes, makesOf(change.kind));
    }
    return makes;
}

bool isInRange(int number, Makes makes)
{
    const auto isOf = [number](MigrationKind kind) {
        return modules::numberRangeOf(kind).contains(number);
    };
    if (isOf(MigrationKind::Other))
        return true;
    switch (makes) {
    case Makes::Schema:
    case Makes::Type:
        return isOf(MigrationKind::Schema);
    case Makes::Table:
        return isOf(MigrationKind::Table) || isOf(MigrationKind::Transaction);
    case Makes::View:
        return isOf(MigrationKind::View);
    case Makes::Function:
        return isOf(MigrationKind::Function);
    case Makes::Index:
        return isOf(MigrationKind::Index);
    case Makes::Sequence: // its own file, or before the tables that use it
        return isInRange(number, Makes::Schema) || isInRange(number, Makes::Table);
    case Makes::Nothing:
        return false;
    }
    return false;
}

QString rangeOf(Makes makes)
{
    switch (makes) {
    case Makes::Schema:
    case Makes::Type:
        return Tr::tr("It makes the schema or types, whose numbers are 1 to 9: %1");
    case Makes::Table:
        return Tr::tr("It makes tables, whose numbers are 10 to 199: %1");
    case Makes::View:
        return Tr::tr("It makes views, whose numbers are 200 to 299: %1");
    case Makes::Function:
        return Tr::tr("It makes functions or triggers, whose numbers are 300 to 399: %1");
    case Makes::Index:
        return Tr::tr("It makes indexes, whose numbers are 400 to 499: %1");
    case Makes::Sequence:
        return Tr::tr("It makes sequences, whose numbers are 1 to 199: %1");
    case Makes::Nothing:
        break;
    }
    return Tr::tr("It changes what older files made, so its number is 500 or higher: %1");
}

void checkRange(const LintFile &file, const MigrationName &name, Findings &findings)
{
    if (!name.isDated() || !file.up)
        return;
    const int number = name.number();
    const Makes makes = makesOf(file);
    if (!isInRange(number, makes))
        findings.append(finding(
            file, u"number-range"_s, startOf(file), rangeOf(makes).arg(QString::number(number))));
}

// Which of the two forms the module's files have: that of most of them.
bool isDatedModule(const LintModule &module)
{
    int dated = 0;
    for (const auto &file : module.migrations)
        dated += nameOf(*file).isDated() ? 1 : -1;
    return dated > 0;
}

void checkForm(const LintFile &file, const MigrationName &name, bool dated, Findings &findings)
{
    static const QRegularExpression plain(u"^[a-z][a-z0-9_]*$"_s);
    if (dated ? !name.isDated() : !name.isCounted())
        findings.append(finding(
            file,
            u"file-name"_s,
            startOf(file),
            dated ? Tr::tr("The name does not start with a date and a number of six digits, as the "
                           "other files of the module do: %1")
                        .arg(file.stem)
                  : Tr::tr("The name does not start with a number of three digits, as the other "
                           "files of the module do: %1")
                        .arg(file.stem)));
    else if (!plain.match(name.description).hasMatch())
        findings.append(finding(file,
                                u"file-name"_s,
                                startOf(file),
                                Tr::tr("The description is not in small letters with underscores "
                                       "between the words: %1")
                                    .arg(file.stem)));
}

} // namespace

void checkFileNames(const LintModule &module, Findings &findings)
{
    const bool dated = isDatedModule(module);
    QHash<QString, QString> numbers;
    QHash<QString, QString> descriptions;
    for (const auto &file : module.migrations) {
        const MigrationName name = nameOf(*file);
        checkForm(*file, name, dated, findings);
        checkRange(*file, name, findings);
        if (const QString other = numbers.value(name.digits); !other.isEmpty())
            findings.append(finding(*file,
                                    u"duplicate-number"_s,
                                    startOf(*file),
                                    Tr::tr("Another file has the same number: %1").arg(other)));
        else if (const QString same = descriptions.value(name.description); !same.isEmpty())
            findings.append(finding(*file,
                                    u"duplicate-description"_s,
                                    startOf(*file),
                                    Tr::tr("Another file has the same description: %1").arg(same)));
        numbers.insert(name.digits, file->stem);
        descriptions.insert(name.description, file->stem);
    }
}

} // namespace aegisx::lint
