#include "ui/dialogs/dialogservice.h"

#include "ui/dialogs/questiondialog.h"
#include "ui/settings/settings.h"
#include "ui/theme/icons.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QStandardPaths>
#include <QStyle>

namespace aegisx::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr auto savedInState = "savedIn"_L1;

void show(QFileDialog *dialog, const QString &name, DialogService::Paths done)
{
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::finished, dialog, [dialog, done](int result) {
        const QStringList files = dialog->selectedFiles();
        done(result == QDialog::Accepted && !files.isEmpty() ? files.first() : QString());
    });
    dialog->open();
}

QMessageBox *
messageBox(QWidget *parent, const Question &question, const std::function<void(bool yes)> &done)
{
    auto *box = new QMessageBox(parent);
    box->setObjectName(u"questionMessageBox"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(question.title);
    box->setText(question.text);
    box->setInformativeText(question.detail);
    const int side = box->style()->pixelMetric(QStyle::PM_MessageBoxIconSize);
    box->setIconPixmap(icon(Icon::Warning, question.meaning).pixmap(side));
    auto *yes = box->addButton(question.verb, QMessageBox::AcceptRole);
    auto *no = box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(no);
    box->setEscapeButton(no);
    QObject::connect(
        box, &QMessageBox::finished, box, [box, yes, done] { done(box->clickedButton() == yes); });
    return box;
}

} // namespace

DialogService::~DialogService() = default;

void WindowDialogService::openFile(QWidget *parent,
                                   const QString &title,
                                   const QString &filter,
                                   Paths done)
{
    auto *dialog = new QFileDialog(parent, title, {}, filter);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(QDir::Files | QDir::AllDirs | QDir::NoDotAndDotDot | QDir::Hidden);
    show(dialog, u"openFileDialog"_s, std::move(done));
}

void WindowDialogService::openFolder(QWidget *parent, const QString &title, Paths done)
{
    auto *dialog = new QFileDialog(parent, title);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    show(dialog, u"openFolderDialog"_s, std::move(done));
}

QString WindowDialogService::saveFolder() const
{
    const QStringList folders {m_settings.state(QString(savedInState)).toString(),
                               QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)};
    for (const QString &folder : folders) {
        if (!folder.isEmpty() && QFileInfo(folder).isDir())
            return folder;
    }
    return QDir::homePath();
}

void WindowDialogService::saveFile(QWidget *parent,
                                   const QString &title,
                                   const QString &suggested,
                                   const QString &filters,
                                   Paths done)
{
    auto *dialog = new QFileDialog(parent, title, saveFolder(), filters);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setDefaultSuffix(QFileInfo(suggested).suffix());
    dialog->selectFile(suggested);
    // The ending follows the chosen kind: "*.pdf" in the filter's brackets.
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        const QString ending =
            filter.section(u"*."_s, 1, 1).section(u')', 0, 0).section(u' ', 0, 0);
        const QStringList files = dialog->selectedFiles();
        dialog->setDefaultSuffix(ending);
        if (!files.isEmpty())
            dialog->selectFile(QFileInfo(files.first()).completeBaseName() + u'.' + ending);
    });
    show(dialog, u"saveFileDialog"_s, [this, done = std::move(done)](const QString &path) {
        if (!path.isEmpty())
            m_settings.setState(QString(savedInState), QFileInfo(path).absolutePath());
        done(path);
    });
}

DialogService::Withdraw WindowDialogService::ask(QWidget *parent,
                                                 const Question &question,
                                                 std::function<void(bool yes)> done)
{
    QDialog *dialog = nullptr;
    if (question.site) {
        dialog = new QuestionDialog(question, parent);
        QObject::connect(dialog, &QDialog::finished, dialog, [done](int result) {
            done(result == QDialog::Accepted);
        });
    } else {
        dialog = messageBox(parent, question, done);
    }
    dialog->open();
    return [guard = QPointer<QDialog>(dialog)] {
        if (!guard)
            return;
        guard->disconnect();
        guard->close();
    };
}

} // namespace aegisx::ui
