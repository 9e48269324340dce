#pragma once

#include "core/sites/siteprofile.h"
#include "ui/theme/enums.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

class QWidget;

namespace aegisx::ui {

// A question whose answer changes something. The button is named with the verb and the object.
struct Question {
    QString title;
    QString text;
    QString detail;
    QString verb; // "Remove site"
    Meaning meaning = Meaning::Warning;
    std::optional<sites::SiteProfile> site = {}; // that it is about; its header stands above
};

// Everything that asks in a window of its own, so that tests answer by script. No function blocks
// or nests an event loop: the answer comes later, on the GUI thread, and never when the parent is
// gone.
class DialogService
{
public:
    DialogService() = default;
    DialogService(const DialogService &) = delete;
    DialogService &operator=(const DialogService &) = delete;
    virtual ~DialogService();

    using Paths = std::function<void(const QString &path)>; // empty: cancelled
    virtual void
    openFile(QWidget *parent, const QString &title, const QString &filter, Paths done) = 0;
    virtual void openFolder(QWidget *parent, const QString &title, Paths done) = 0;
    // suggested is a file name or path with its ending; the filters are ";;" separated.
    virtual void saveFile(QWidget *parent,
                          const QString &title,
                          const QString &suggested,
                          const QString &filters,
                          Paths done) = 0;
    // Closes a question that stands open; its answer never comes then.
    using Withdraw = std::function<void()>;
    // Cancel is the default button.
    virtual Withdraw
    ask(QWidget *parent, const Question &question, std::function<void(bool yes)> done) = 0;
};

class Settings;

// The real one: Qt's dialogs, window-modal. What is saved goes to the folder where something was
// saved last, at first to the person's documents.
class WindowDialogService final : public DialogService
{
public:
    explicit WindowDialogService(Settings &settings) : m_settings(settings) { }

    void
    openFile(QWidget *parent, const QString &title, const QString &filter, Paths done) override;
    void openFolder(QWidget *parent, const QString &title, Paths done) override;
    void saveFile(QWidget *parent,
                  const QString &title,
                  const QString &suggested,
                  const QString &filters,
                  Paths done) override;
    Withdraw
    ask(QWidget *parent, const Question &question, std::function<void(bool yes)> done) override;

private:
    [[nodiscard]] QString saveFolder() const;

    Settings &m_settings;
};

} // namespace aegisx::ui
