#include "ui/models/planmodel.h"

#include "core/base/tr.h"
#include "core/words/losswords.h"
#include "core/words/words.h"
#include "ui/models/planwords.h"
#include "ui/models/roles.h"
#include "ui/theme/enums.h"

namespace aegisx::ui {

using namespace Qt::StringLiterals;
using plans::PlanStep;
using plans::StepKind;

namespace {

// By an operation of the program, with all that was there before.
bool isCsv(const PlanStep &step)
{
    return step.seed && step.seed->csv;
}

bool isNumber(int column)
{
    return column == PlanModel::Number || column == PlanModel::Statements
        || column == PlanModel::Transaction;
}

QString headerText(int section)
{
    switch (section) {
    case PlanModel::Number:
        return Tr::tr("No.");
    case PlanModel::What:
        return Tr::tr("What");
    case PlanModel::Module:
        return Tr::tr("Module");
    case PlanModel::Step:
        return Tr::tr("Step");
    case PlanModel::Statements:
        return Tr::tr("Statements");
    case PlanModel::Undo:
        return Tr::tr("Can be undone");
    case PlanModel::Transaction:
        return Tr::tr("Transaction");
    default:
        return {};
    }
}

} // namespace

PlanModel::PlanModel(QObject *parent) : QAbstractTableModel(parent) { }

void PlanModel::setPreparation(std::shared_ptr<const operations::Preparation> preparation)
{
    beginResetModel();
    m_preparation = std::move(preparation);
    m_rows.clear();
    int before = 0; // transactions of the plans before
    if (m_preparation) {
        for (const plans::Plan &plan : m_preparation->plans) {
            for (const PlanStep &step : plan.steps)
                m_rows.append({&plan, &step, before + step.segment + 1});
            before += plan.segmentCount();
        }
    }
    endResetModel();
}

const PlanStep *PlanModel::step(int row) const
{
    return row >= 0 && row < m_rows.size() ? m_rows.at(row).step : nullptr;
}

void PlanModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int PlanModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PlanModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString PlanModel::text(const Row &row, int number, int column) const
{
    const PlanStep &step = *row.step;
    switch (column) {
    case Number:
        return QString::number(number);
    case What:
        return stepKindWord(step.kind);
    case Module:
        return step.module;
    case Step:
        return step.environment ? aegisx::wordFor(*step.environment) : step.name;
    case Statements:
        if (isCsv(step))
            return Tr::tr("%n row(s)", nullptr, step.inserts.first().offeredRows);
        return step.statements.isEmpty() ? QString() : QString::number(step.statements.size());
    case Undo:
        return undoTextFor(*row.plan, step);
    case Transaction:
        return step.transactional ? QString::number(row.transaction) : Tr::tr("none");
    default:
        return {};
    }
}

QVariant PlanModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows.at(index.row());
    const bool cannotBeUndone = index.column() == Undo && row.step->kind == StepKind::Up
        && !canWhollyBeUndone(*row.plan, *row.step);
    switch (role) {
    case Qt::DisplayRole:
    case FilterRole:
        return text(row, index.row() + 1, index.column());
    case Qt::ToolTipRole:
        return index.column() == Step ? QVariant(row.step->file) : QVariant();
    case Qt::TextAlignmentRole:
        return isNumber(index.column()) ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case IdRole:
        return stepTitle(row.step->module, row.step->name);
    case SortRole:
        return index.row();
    case MeaningRole:
        return cannotBeUndone ? QVariant(static_cast<int>(Meaning::Warning)) : QVariant();
    case IconRole:
        return cannotBeUndone ? QVariant(static_cast<int>(Icon::StateAttention)) : QVariant();
    default:
        return {};
    }
}

QVariant PlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(isNumber(section) ? Qt::AlignRight | Qt::AlignVCenter
                                          : Qt::AlignLeft | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(headerText(section)) : QVariant();
}

StepSql sqlOf(const PlanStep &step)
{
    StepSql sql;
    if (step.statements.isEmpty())
        return sql;
    sql.firstLine = qMax(step.statements.first().line, 1);
    int line = sql.firstLine;
    for (const modules::Statement &statement : step.statements) {
        if (!sql.text.isEmpty())
            sql.text += statement.line > line ? QString(statement.line - line, u'\n') : u" "_s;
        const QString text = QString::fromUtf8(statement.sql);
        sql.text += text;
        if (!step.whole && !isCsv(step))
            sql.text += u';';
        line = qMax(line, statement.line) + static_cast<int>(text.count(u'\n'));
    }
    return sql;
}

} // namespace aegisx::ui
